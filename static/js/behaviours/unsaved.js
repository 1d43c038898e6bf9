// Leaving a page asks first, while a form on it holds words that have not been sent, or were refused.

const TEXTS = "textarea, input[type=text]";

function written(form) {
  const texts = [...form.elements].filter((field) => field.matches(TEXTS));
  const wasRefused = form.querySelector(".notice.error, [aria-invalid=true]");
  return texts.some((field) => field.value !== (wasRefused ? "" : field.defaultValue));
}

export default function bind(form) {
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  // A page that comes back from the browser's cache has sent nothing since.
  addEventListener("pageshow", () => (isSent = false));
  addEventListener("beforeunload", (event) => {
    if (!isSent && written(form)) event.preventDefault();
  });
}
