// A password can be shown while it is typed; it is hidden again before it is sent.

export default function bind(input) {
  const { reveal: show, hide } = input.dataset;
  const box = document.createElement("div");
  const button = document.createElement("button");
  const set = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? hide : show;
  };
  box.className = "reveal";
  button.type = "button";
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-describedby", `${input.id}_label`);
  button.addEventListener("click", () => set(input.type === "password"));
  input.form.addEventListener("submit", () => set(false));
  input.replaceWith(box);
  box.append(input, button);
  set(false);
}
