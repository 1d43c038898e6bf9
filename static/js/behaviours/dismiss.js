// A message can be put away once it has been read.

export default function bind(message) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "✕";
  button.setAttribute("aria-label", "Put this message away");
  button.addEventListener("click", () => message.remove());
  message.append(button);
}
