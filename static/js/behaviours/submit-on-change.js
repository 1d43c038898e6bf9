// A form of one choice needs no button.

export default function bind(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
