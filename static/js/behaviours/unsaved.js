// Leaving a page asks first, while a form on it holds words that have not been sent: typed, refused,
// or kept while their writer logged in again.

const TEXTS = "textarea, input[type=text]";

function written(form) {
  const texts = [...form.elements].filter((field) => field.matches(TEXTS));
  const isUnsent = form.querySelector(".notice.error, [aria-invalid=true], [data-restored]");
  return texts.some((field) => field.value !== (isUnsent ? "" : field.defaultValue));
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
