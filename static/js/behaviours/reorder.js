// Films of a list change places at once: by the buttons, by a typed number, by dragging. Saving sends the order.

function rows(list) {
  return [...list.children];
}

function renumber(list) {
  rows(list).forEach((row, index, all) => {
    row.querySelector("[name=numbers]").value = list.start + index;
    for (const button of row.querySelectorAll("[data-move]")) {
      button.disabled = index === (button.dataset.move === "1" ? all.length - 1 : 0);
    }
  });
}

function place(list, row, index) {
  const others = rows(list).filter((other) => other !== row);
  list.insertBefore(row, others[Math.max(0, Math.min(index, others.length))] ?? null);
  renumber(list);
}

function bindRow(list, row) {
  const number = row.querySelector("[name=numbers]");
  for (const button of row.querySelectorAll("[data-move]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      place(list, row, rows(list).indexOf(row) + Number(button.dataset.move));
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    });
  }
  number.addEventListener("change", () => {
    const index = Number(number.value) - list.start;
    // A place on another page of the list is left to the server.
    if (Number.isInteger(index) && index >= 0 && index < rows(list).length) place(list, row, index);
  });
  const handle = row.querySelector(".edit-row-poster");
  handle.addEventListener("pointerdown", () => (row.draggable = true));
  handle.addEventListener("pointerup", () => (row.draggable = false));
  row.addEventListener("dragstart", () => row.classList.add("is-dragged"));
  row.addEventListener("dragend", () => {
    row.draggable = false;
    row.classList.remove("is-dragged");
    renumber(list);
  });
}

export default function bind(fieldset) {
  const list = fieldset.querySelector("ol");
  for (const row of rows(list)) bindRow(list, row);
  list.addEventListener("dragover", (event) => {
    const dragged = list.querySelector(".is-dragged");
    const over = event.target.closest("li");
    if (!dragged || !over) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (over !== dragged) list.insertBefore(dragged, event.clientY > top + height / 2 ? over.nextSibling : over);
  });
}
