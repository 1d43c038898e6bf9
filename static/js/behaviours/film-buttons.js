// Presses a film's buttons without loading the page again: the answer is the film's state, which all
// buttons of that film then show. A press shows what it did; a rating and a viewing are confirmed in
// words, and so is a film that has left the watchlist. Where anything else is answered, the form is
// sent as without a script.

import { followRating, nearest } from "../film-page.js";

async function send(form, button) {
  const path = button.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(path, {
    method: "POST",
    body: new FormData(form, button),
    headers: { Accept: "application/json" },
  });
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error("not a state");
  return answer.json();
}

function show(film, state) {
  for (const form of document.querySelectorAll(`form[data-film="${film}"]`)) {
    for (const button of form.querySelectorAll("[data-press]")) {
      const isOn = state[button.dataset.press];
      button.setAttribute("aria-pressed", String(isOn));
      button.value = isOn ? "0" : "1";
    }
    const rating = form.elements.rating;
    if (form.matches(".rate-bar")) showBar(form, state.rating);
    else if (rating) rating.value = state.rating === null ? "" : nearest(rating.options, state.rating);
  }
}

function showBar(form, rating) {
  const steps = [...form.querySelectorAll(".rate-step")];
  const chosen = rating === null ? null : nearest(steps, rating);
  for (const step of steps) {
    const isChosen = Number(step.value) === chosen;
    step.classList.toggle("chosen", isChosen);
    if (isChosen) step.setAttribute("aria-current", "true");
    else step.removeAttribute("aria-current");
  }
  const number = form.querySelector("input[type=number]");
  if (number) number.value = rating ?? "";
  const active = document.activeElement;
  for (const part of form.querySelectorAll("[data-rated]")) part.hidden = rating === null;
  if (active?.hidden && form.contains(active)) (number ?? steps[0])?.focus();
  const figure = form.querySelector(".figure");
  if (figure) figure.textContent = `${Math.floor(chosen / 20) || ""}${chosen % 20 ? "½" : ""}`;
}

// Remove the results of earlier presses for this film.
function say(form, state, isVisible) {
  const lines = document.querySelectorAll(`form[data-film="${form.dataset.film}"] .press-result`);
  for (const other of lines) if (!form.contains(other)) other.remove();
  const line = form.querySelector(".press-result") ?? form.appendChild(document.createElement("p"));
  const hadFocus = line.contains(document.activeElement);
  line.setAttribute("role", "status");
  line.tabIndex = -1;
  line.className = `press-result${isVisible ? "" : " visually-hidden"}`;
  line.textContent = state.error ?? state.message;
  if (isVisible && state.link) line.append(" ", newLink(...state.link));
  if (isVisible && state.button) line.append(" ", newButton(...state.button));
  if (hadFocus) line.focus();
}

function newLink(path, label) {
  return Object.assign(document.createElement("a"), { href: path, textContent: label });
}

function newButton(label, path, value) {
  const made = { className: "link", textContent: label, name: "on", value, formNoValidate: true };
  return Object.assign(document.createElement("button"), made, { formAction: path });
}

function isPath(button, path) {
  return new URL(button.formAction).pathname === path;
}

function closeSheet(sheet) {
  sheet.open = false;
  sheet.querySelector("summary").focus();
}

export default function bind(body) {
  body.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.dataset.film || !button || form.dataset.plain) return;
    event.preventDefault();
    try {
      const state = await send(form, button);
      if (!state.error) show(form.dataset.film, state);
      const sheet = button.closest("details[data-menu]");
      if (sheet && !state.error) closeSheet(sheet);
      // What undoes a press is the same press.
      if (state.button && isPath(button, state.button[1])) state.button = null;
      const isWorded = sheet || form.matches(".rate-bar, :has(.press-result button)");
      say(form, state, Boolean(state.error || state.button || isWorded));
      if (form.matches(".rate-bar") && !state.error) await followRating(state.rating);
    } catch {
      form.dataset.plain = "yes";
      form.requestSubmit(button);
    }
  });
}
