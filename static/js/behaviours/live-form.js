// Filters take effect at once: the page is fetched and its parts are exchanged, so the scroll stays.

const PARTS = [".browse-count", ".results", "#filters"];
let running = null;

function address(form) {
  const data = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(data).toString();
  return form.action.split("?")[0] + (query ? `?${query}` : "");
}

// XMLHttpRequest parses a page itself, which a policy of trusted types allows.
function fetchPage(url) {
  running?.abort();
  return new Promise((resolve, reject) => {
    const request = (running = new XMLHttpRequest());
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject());
    request.onerror = reject;
    request.send();
  });
}

function exchange(page) {
  const open = new Set([...document.querySelectorAll("#filters details[open]")].map((d) => d.id));
  const { activeElement: active } = document;
  const place = [active?.name, active?.value];
  for (const part of PARTS) {
    const [old, next] = [document.querySelector(part), page.querySelector(part)];
    if (old && next) old.replaceChildren(...document.adoptNode(next).childNodes);
  }
  document.title = page.title;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const same = (field) => field.name === place[0] && (field.type !== "checkbox" || field.value === place[1]);
  if (place[0]) [...document.querySelectorAll("#browse :is(input, select)")].find(same)?.focus({ preventScroll: true });
}

export default function bind(form) {
  const show = (url) => fetchPage(url).then(exchange);
  document.addEventListener("change", (event) => {
    if (event.target.form !== form) return;
    const url = address(form);
    show(url).then(() => history.pushState(null, "", url)).catch(() => location.assign(url));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address(form));
  });
  addEventListener("popstate", () => location.reload());
}
