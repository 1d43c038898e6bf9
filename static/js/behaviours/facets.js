// In the panel of filters: long groups can be searched, and a choice is either wanted or left out.

import { pageFetcher } from "../page-fetcher.js";

const fetchPage = pageFetcher();
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function find(input) {
  const group = input.closest("fieldset");
  const words = fold(input.value.trim());
  for (const item of group.querySelectorAll("li")) {
    item.hidden = !fold(item.querySelector(".facet-label").textContent).includes(words);
  }
}

// The rest of a group is fetched when it is asked for; without JavaScript its link opens a page that has it.
async function open(link) {
  try {
    const group = (await fetchPage(link.href)).getElementById(link.id).closest("fieldset");
    link.closest("fieldset").replaceWith(document.adoptNode(group));
    group.querySelector("summary").focus();
  } catch {
    location.assign(link.href);
  }
}

export default function bind(form) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest?.(".more > a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
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
