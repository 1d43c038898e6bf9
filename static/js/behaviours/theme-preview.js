// Shows a theme as soon as it is chosen; saving makes it last.

export default function bind(group) {
  group.addEventListener("change", (event) => {
    document.documentElement.dataset.theme = event.target.value;
  });
}
