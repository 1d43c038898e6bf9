// "/" puts the cursor into the search, unless somebody is writing already.

const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

export default function bind(input) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    const shown = input.offsetParent ? input : document.querySelector("[data-suggest]");
    event.preventDefault();
    shown?.focus();
    shown?.select();
  });
}
