// After its viewer has rated a film, updates the other parts of its page that show ratings. A form to
// review the film stays, because it may hold text.

import { pageFetcher } from "./page-fetcher.js";

const RATINGS = [".film-ratings", "#reviews > .section-head"];
const OWN_REVIEW = [".film-actions", "#review"];
const fetchPage = pageFetcher();

// A rating between two choices is shown by the nearest of them.
export function nearest(choices, rating) {
  const values = [...(choices ?? [])].map((choice) => Number(choice.value)).filter(Boolean);
  const distance = (value) => Math.abs(value - rating);
  return values.reduce((best, value) => (distance(value) < distance(best) ? value : best), values[0] ?? rating);
}

function exchange(page, parts) {
  for (const part of parts) {
    const [old, next] = [document.querySelector(part), page.querySelector(part)];
    if (!old || !next) continue;
    old.replaceWith(document.adoptNode(next));
    next.dispatchEvent(new Event("exchanged", { bubbles: true }));
  }
}

// Gives a form the new rating, unless its viewer has chosen another there.
function setRating(form, rating) {
  const field = form.elements.rating;
  const choices = field?.length ? [...field] : [field].filter(Boolean);
  const isRadio = choices.length > 1;
  const isUntouched = (one) => (isRadio ? one.checked === one.defaultChecked : one.value === one.defaultValue);
  if (!choices.length || !choices.every(isUntouched)) return;
  const value = String(rating == null ? "" : nearest(isRadio && choices, rating));
  for (const one of choices) {
    if (isRadio) one.checked = one.defaultChecked = one.value === value;
    else one.value = one.defaultValue = value;
  }
}

export function followRating(rating) {
  for (const form of document.querySelectorAll(".review-form")) setRating(form, rating);
  const isForm = document.querySelector("#review")?.matches("form");
  const parts = isForm ? RATINGS : [...RATINGS, ...OWN_REVIEW];
  return fetchPage(location.href).then((page) => exchange(page, parts)).catch(() => {});
}
