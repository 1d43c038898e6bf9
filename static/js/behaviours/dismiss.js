// A message can be dismissed; what the button says is in its attribute.

export default function bind(message) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "✕";
  button.setAttribute("aria-label", message.dataset.dismissable);
  button.addEventListener("click", () => message.remove());
  message.append(button);
}
