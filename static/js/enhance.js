// Binds the behaviours that a page asks for by its data- attributes. Without it every page still works.

import count from "./behaviours/counter.js";
import dismiss from "./behaviours/dismiss.js";
import endless from "./behaviours/endless.js";
import facets from "./behaviours/facets.js";
import filmButtons from "./behaviours/film-buttons.js";
import focusError from "./behaviours/focus-error.js";
import importProgress from "./behaviours/import-progress.js";
import liveForm from "./behaviours/live-form.js";
import menu from "./behaviours/menu.js";
import queue from "./behaviours/queue.js";
import reorder from "./behaviours/reorder.js";
import reveal from "./behaviours/reveal.js";
import searchKey from "./behaviours/search-key.js";
import submitOnChange from "./behaviours/submit-on-change.js";
import suggest from "./behaviours/suggest.js";
import themePreview from "./behaviours/theme-preview.js";
import unsaved from "./behaviours/unsaved.js";

const behaviours = {
  body: filmButtons,
  "[data-search-key]": searchKey,
  "[data-suggest]": suggest,
  "[data-menu]": menu,
  "[data-count]": count,
  "[data-live-form]": liveForm,
  "[data-facets]": facets,
  "[data-endless]": endless,
  "[data-submit-on-change]": submitOnChange,
  "[data-theme-preview]": themePreview,
  "[data-queue]": queue,
  "[data-import-progress]": importProgress,
  "[data-dismissable]": dismiss,
  "form[method=post]:has(textarea)": unsaved,
  "[data-reorder]": reorder,
  "[data-reveal]": reveal,
  'form[method="post"]': focusError,
};

document.documentElement.classList.add("js");

function enhance(elements) {
  for (const [selector, bind] of Object.entries(behaviours)) {
    for (const element of elements) if (element.matches(selector)) bind(element);
  }
}

enhance(document.querySelectorAll("*"));
document.addEventListener("exchanged", ({ target }) => enhance([target, ...target.querySelectorAll("*")]));
