// Loads the behaviours that a page asks for by its data- attributes. Without it every page still works.

const behaviours = {
  "[data-search-key]": () => import("./behaviours/search-key.js"),
  "[data-suggest]": () => import("./behaviours/suggest.js"),
  "[data-menu]": () => import("./behaviours/menu.js"),
  "[data-count]": () => import("./behaviours/counter.js"),
  "[data-live-form]": () => import("./behaviours/live-form.js"),
  "[data-facets]": () => import("./behaviours/facets.js"),
  "[data-endless]": () => import("./behaviours/endless.js"),
  "[data-submit-on-change]": () => import("./behaviours/submit-on-change.js"),
  "[data-theme-preview]": () => import("./behaviours/theme-preview.js"),
  "[data-queue]": () => import("./behaviours/queue.js"),
  "[data-dismissable]": () => import("./behaviours/dismiss.js"),
};

document.documentElement.classList.add("js");

for (const [selector, load] of Object.entries(behaviours)) {
  const elements = document.querySelectorAll(selector);
  if (elements.length) load().then(({ default: bind }) => elements.forEach(bind));
}
