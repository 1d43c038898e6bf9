// In the panel of filters: long groups can be searched, and a choice is either wanted or left out.

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function find(input) {
  const group = input.closest("fieldset");
  const words = fold(input.value.trim());
  for (const item of group.querySelectorAll("li")) {
    item.hidden = !fold(item.querySelector(".facet-label").textContent).includes(words);
  }
}

export default function bind(form) {
  form.addEventListener("input", ({ target }) => target.matches("[data-facet-find]") && find(target));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-facet-find]")) event.preventDefault();
  });
  // Before the form is sent: what is chosen cannot be left out as well.
  form.addEventListener(
    "change",
    ({ target }) => {
      if (!target.checked) return;
      const boxes = target.closest(".facet-choice")?.querySelectorAll("input") ?? [];
      for (const box of boxes) if (box !== target) box.checked = false;
    },
    true,
  );
}
