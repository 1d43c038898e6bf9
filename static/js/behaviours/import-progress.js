// Follows an import while it is at work, and shows its page again when that is done.

const PAUSE = 1000;

export default function bind(section) {
  const bar = section.querySelector("progress");
  const done = section.querySelector("[data-done]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const phase = bar.getAttribute("data-phase");
  const look = async () => {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(section.dataset.importProgress, { headers });
      if (answer.ok) {
        const now = await answer.json();
        if (now.state !== "running" || (phase && now.phase !== phase)) {
          location.reload();
          return;
        }
        bar.max = now.work || 1;
        bar.value = now.done;
        done.textContent = number.format(now.done);
      }
    } catch {
      // The site is away for a moment: ask again.
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
}
