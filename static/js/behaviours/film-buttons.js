// Presses a film's buttons without loading the page again: the answer is the film's state, which all
// buttons of that film then show. A press shows what it did; a rating and a viewing are confirmed in
// words. Where anything else is answered, the form is sent as without a script.

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
    else if (rating) rating.value = state.rating === null ? "" : nearest(rating, state.rating);
  }
}

function showBar(form, rating) {
  const steps = [...form.querySelectorAll(".rate-step")];
  const chosen = rating === null ? null : nearest({ options: steps }, rating);
  for (const step of steps) {
    const isChosen = Number(step.value) === chosen;
    step.classList.toggle("chosen", isChosen);
    if (isChosen) step.setAttribute("aria-current", "true");
    else step.removeAttribute("aria-current");
  }
  const number = form.querySelector("input[type=number]");
  if (number) number.value = rating ?? "";
  for (const part of form.querySelectorAll("[data-rated]")) part.hidden = rating === null;
  const figure = form.querySelector(".figure");
  if (figure) figure.textContent = `${Math.floor(chosen / 20) || ""}${chosen % 20 ? "½" : ""}`;
}

// A rating between two choices is shown by the nearest of them.
function nearest(field, rating) {
  const values = [...(field.options ?? [])].map((option) => Number(option.value)).filter(Boolean);
  const distance = (value) => Math.abs(value - rating);
  return values.reduce((best, value) => (distance(value) < distance(best) ? value : best), values[0] ?? rating);
}

function say(form, sentence, isVisible) {
  const line = form.querySelector(".press-result") ?? form.appendChild(document.createElement("p"));
  line.setAttribute("role", "status");
  line.className = `press-result${isVisible ? "" : " visually-hidden"}`;
  line.textContent = sentence;
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
      say(form, state.error ?? state.message, Boolean(state.error || sheet || form.matches(".rate-bar")));
    } catch {
      form.dataset.plain = "yes";
      form.requestSubmit(button);
    }
  });
}
