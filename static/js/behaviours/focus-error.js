// The first field that is wrong has the focus when its form is shown again.

export default function bind(form) {
  if (form.querySelector("[autofocus]")) return;
  form.querySelector('[aria-invalid="true"], .invalid input')?.focus();
}
