// Parts with [data-every="ms"] are drawn again while the page is looked at and nobody is working in them.
const due = new WeakMap();

function busy(part) {
  if (part.querySelector("[data-unsaved]")) return true;
  if (part.contains(document.activeElement) && part.closest("#drawer-body") === null) return true;
  if (document.activeElement?.matches("input, textarea, select") && part.contains(document.activeElement)) return true;
  const modal = [...document.querySelectorAll("dialog:modal")].at(-1);
  if (modal && !modal.contains(part)) return true;
  const scroll = part.querySelector(".table-scroll");
  return Boolean(scroll && (scroll.scrollTop > 0 || scroll.scrollLeft > 0)) || Boolean(String(getSelection()));
}

setInterval(() => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-every]")) {
    const now = performance.now();
    if (!due.has(part)) due.set(part, now + Number(part.dataset.every));
    if (now < due.get(part) || busy(part)) continue;
    due.set(part, now + Number(part.dataset.every));
    htmx.trigger(part, "poll");
  }
}, 500);
