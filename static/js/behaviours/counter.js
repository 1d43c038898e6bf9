// Says how many characters are left in a text box; aloud only near the end.

const NEAR = 200;

export default function bind(box) {
  const { count: most, countText: text } = box.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const line = document.createElement("p");
  line.className = "hint left";
  box.after(line);
  const show = () => {
    const left = most - box.value.length;
    line.textContent = text.replace("{}", number.format(left));
    line.setAttribute("aria-live", left < NEAR ? "polite" : "off");
  };
  box.addEventListener("input", show);
  show();
}
