// Keys for moderators: J and K walk the cases, Enter opens, X chooses, C claims, D decides.

const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
const isText = (element) => writes(element) && !/^(checkbox|radio)$/.test(element.type ?? "");

export default function bind(list) {
  const lines = [...list.querySelectorAll(".case-line")];
  const shown = document.querySelector("[data-case]");
  const here = () => lines.findIndex((line) => line === document.activeElement || line.getAttribute("aria-current"));

  // Beside a case J and K go to the next one; in the queue they move the focus.
  function walk(by) {
    const focused = lines.indexOf(document.activeElement);
    const at = focused >= 0 ? focused : here();
    const line = lines[Math.min(Math.max(at + by, 0), lines.length - 1)];
    if (!line) return;
    if (shown) location.assign(line.href);
    else line.focus();
  }

  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement?.closest("li")?.querySelector("[name=case]")?.click(),
    c: () => shown?.querySelector("[data-claim]")?.requestSubmit(),
    d: () => shown?.querySelector("[data-decide] [name=action]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isText(event.target)) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
