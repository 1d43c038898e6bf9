// Filters take effect at once: the page is fetched and its parts are exchanged, so the scroll stays.

import { pageFetcher } from "../page-fetcher.js";

const PARTS = [".filters-fold > summary", ".browse-count", ".browse-head .sort", ".results", "#filters"];
const fetchPage = pageFetcher();

function address(form) {
  const usual = form.elements.sort?.selectedIndex === 0 ? "sort" : "";
  const data = [...new FormData(form)].filter(([name, value]) => value !== "" && name !== usual);
  const query = new URLSearchParams(data).toString();
  return form.action.split("?")[0] + (query ? `?${query}` : "");
}

// What had the focus is found again by its name and value, or by its words.
function same(old) {
  const alike = (now) =>
    now.tagName === old.tagName &&
    (old.name ? now.name === old.name && (old.type !== "checkbox" || now.value === old.value) : now.textContent === old.textContent);
  return [...document.querySelectorAll("#browse :is(input, select, button, a, summary)")].find(alike);
}

// What the address chooses; more pages of the same films and fragments leave the choice as it is.
function chosen() {
  const query = new URLSearchParams(location.search);
  query.delete("page");
  return query.toString();
}

function exchange(page) {
  const open = [...document.querySelectorAll("#filters details[open]")].map(({ id }) => id);
  const { activeElement: active } = document;
  const inside = active?.closest("#browse");
  for (const part of PARTS) {
    const [old, next] = [document.querySelector(part), page.querySelector(part)];
    if (old && next) old.replaceChildren(...document.adoptNode(next).childNodes);
  }
  document.title = page.title;
  for (const fold of document.querySelectorAll("#filters details")) fold.open = open.includes(fold.id);
  if (inside) same(active)?.focus({ preventScroll: true });
}

export default function bind(form) {
  let shown = chosen();
  const show = (url) => fetchPage(url).then(exchange);
  document.addEventListener("change", (event) => {
    if (event.target.form !== form || !event.target.name) return;
    const url = address(form);
    const remember = () => {
      history.pushState(null, "", url);
      shown = chosen();
    };
    show(url).then(remember).catch(() => location.assign(url));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address(form));
  });
  addEventListener("popstate", () => chosen() === shown || location.reload());
}
