// Suggests films and people while somebody types: a list box under the search, by the ARIA pattern of a combobox.

const [WAIT, LEAST, MOST] = [160, 2, 8];
let lists = 0;

function option({ title, year, kind, url }, id, { suggestPerson: person, suggestHash: hash = "" }) {
  const link = document.createElement("a");
  Object.assign(link, { id, href: kind === "person" ? url : url + hash, className: "suggestion", tabIndex: -1 });
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  const more = document.createElement("span");
  more.className = "count";
  more.textContent = kind === "person" ? person : (year ?? "");
  link.dir = "auto";
  link.append(title, " ", more);
  return link;
}

function listFor(input) {
  const list = document.createElement("div");
  Object.assign(list, { id: `suggestions-${++lists}`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  input.after(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  return list;
}

// Each text is asked for once; a failure is forgotten, so that it may be asked for again.
function asker(address) {
  const answers = new Map();
  const fetched = async (words) => {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: words })}`);
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).slice(0, MOST);
  };
  return (words) => {
    if (!answers.has(words)) answers.set(words, fetched(words));
    return answers.get(words).catch(() => (answers.delete(words), []));
  };
}

export default function bind(input) {
  const list = listFor(input);
  const answerTo = asker(input.dataset.suggest);
  const typed = () => input.value.trim();
  let timer = 0;
  let at = -1;

  function show(suggestions) {
    at = -1;
    list.replaceChildren(...suggestions.map((suggestion, n) => option(suggestion, `${list.id}-${n}`, input.dataset)));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }
  function close() {
    clearTimeout(timer);
    show([]);
  }
  async function ask() {
    const words = typed();
    if (words.length < LEAST) return close();
    const suggestions = await answerTo(words);
    if (typed() === words && document.activeElement === input) show(suggestions);
  }
  function leave() {
    list.children[at]?.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }
  function move(step) {
    const { children } = list;
    const to = at < 0 && step < 0 ? children.length - 1 : (at + step + children.length) % children.length;
    leave();
    at = to;
    children[at].setAttribute("aria-selected", "true");
    children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", children[at].id);
  }
  const arrow = (step) => (list.hidden ? ask() : move(step));
  const keys = {
    ArrowDown: () => arrow(1),
    ArrowUp: () => arrow(-1),
    Escape: () => list.hidden || close(),
    Enter: () => at < 0 || list.children[at].click(),
  };
  input.addEventListener("input", () => {
    leave();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  // What a key does not need here is the browser's: Escape empties the box, Enter searches.
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in keys)) return;
    if (keys[event.key]() !== true) event.preventDefault();
  });
  input.form?.addEventListener("submit", close);
  input.addEventListener("blur", (event) => list.contains(event.relatedTarget) || close());
}
