// Offers films while somebody writes: a list box under the search, by the ARIA pattern of a combobox.

const WAIT = 160;
let lists = 0;

function option(film, id) {
  const link = document.createElement("a");
  Object.assign(link, { id, href: film.url, className: "offer", tabIndex: -1 });
  link.setAttribute("role", "option");
  link.textContent = film.title;
  const year = document.createElement("span");
  year.className = "count";
  year.textContent = film.year ?? "";
  link.append(" ", year);
  return link;
}

export default function bind(input) {
  const list = document.createElement("div");
  Object.assign(list, { id: `offers-${++lists}`, className: "offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Films");
  input.after(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let timer = 0;
  let at = -1;

  const close = () => show([]);
  function show(films) {
    at = -1;
    list.replaceChildren(...films.map((film, n) => option(film, `${list.id}-${n}`)));
    list.hidden = !films.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }
  async function ask() {
    const words = input.value.trim();
    if (words.length < 2) return close();
    const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`).catch(() => null);
    if (answer?.ok && input.value.trim() === words) show((await answer.json()).slice(0, 8));
  }
  function move(step) {
    list.children[at]?.removeAttribute("aria-selected");
    at = (at + step + list.children.length) % list.children.length;
    list.children[at].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", list.children[at].id);
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      list.children[at].click();
    }
  });
  input.addEventListener("blur", (event) => list.contains(event.relatedTarget) || close());
}
