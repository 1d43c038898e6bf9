// More films come as the grid's end comes near; the address says how far one is, and "back" finds it.

import { pageFetcher } from "../page-fetcher.js";

const MAX_AUTOMATIC = 4; // pages that come by themselves; then the link asks, so that the foot can be reached
const still = matchMedia("(prefers-reduced-motion: reduce)");
const fetchPage = pageFetcher();

const addressOf = (number) => {
  const url = new URL(location.href);
  url.searchParams.set("page", number);
  return url.href;
};

export default function bind(browse) {
  const part = (selector) => browse.querySelector(selector);
  const grid = () => part(".card-grid");
  const next = () => part('.results a[rel="next"]');
  const near = new IntersectionObserver(([entry]) => entry.isIntersecting && come(), { rootMargin: "400px" });
  let [busy, left] = [false, MAX_AUTOMATIC];

  function watch() {
    near.disconnect();
    if (next() && !still.matches && left > 0) near.observe(next());
  }

  function append(page) {
    const cards = [...page.querySelectorAll(".card-grid > li")].map((card) => document.adoptNode(card));
    const number = page.querySelector(".card-grid").dataset.page;
    const first = history.state?.first ?? Number(grid().dataset.page);
    grid().append(...cards);
    part(".results .pagination").replaceWith(document.adoptNode(page.querySelector(".results .pagination")));
    history.replaceState({ first, scroll: scrollY }, "", addressOf(number));
    document.title = page.title;
    const status = part("[data-endless-status]");
    status.textContent = status.dataset.endlessStatus.replace("{}", number);
    return cards[0];
  }

  async function come(asked = false) {
    const link = next();
    if (busy || !link) return;
    busy = true;
    left = asked ? MAX_AUTOMATIC : left - 1;
    try {
      const [page, before] = [await fetchPage(link.href), grid()];
      if (next() !== link || grid() !== before) return; // the filters changed meanwhile
      const card = append(page);
      if (asked) card.querySelector("a").focus({ preventScroll: true });
    } catch {
      if (asked) location.assign(link.href);
    } finally {
      busy = false;
      watch();
    }
  }

  async function restore({ first, scroll }) {
    history.scrollRestoration = "manual";
    busy = true;
    const here = grid();
    const cards = [];
    for (let number = first; number < Number(here.dataset.page); number += 1) {
      const page = await fetchPage(addressOf(number));
      cards.push(...[...page.querySelectorAll(".card-grid > li")].map((card) => document.adoptNode(card)));
    }
    here.prepend(...cards);
    scrollTo(0, scroll);
    busy = false;
    watch();
  }

  browse.addEventListener("click", (event) => {
    if (!event.target.closest?.('.results a[rel="next"]') || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    come(true);
  });
  addEventListener("pagehide", () => {
    if (history.state?.first) history.replaceState({ ...history.state, scroll: scrollY }, "");
  });
  new MutationObserver(watch).observe(part(".results"), { childList: true });
  if (history.state?.first < Number(grid()?.dataset.page)) restore(history.state).catch(() => (busy = false));
  else watch();
}
