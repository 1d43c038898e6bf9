// A message can be dismissed; what the button says is in its attribute. The focus goes on to the page.

export default function bind(message) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "✕";
  button.setAttribute("aria-label", message.dataset.dismissable);
  button.addEventListener("click", () => {
    message.remove();
    document.querySelector("main").focus();
  });
  message.append(button);
}
