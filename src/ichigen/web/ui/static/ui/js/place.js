// A list that one comes back to is as it was left: the row, and how far it was scrolled. Kept for this tab and address.
const key = () => `place:${location.pathname}${location.search}`;

addEventListener("pagehide", () => {
  const list = document.querySelector(".table-scroll");
  const row = document.querySelector("tr.here")?.id;
  if (list && row) sessionStorage.setItem(key(), JSON.stringify([row, list.scrollTop]));
});

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  const [row, top] = JSON.parse(sessionStorage.getItem(key()) ?? "[]");
  const link = row && document.getElementById(row)?.querySelector(".row-link");
  if (link) {
    document.querySelector(".table-scroll").scrollTop = top;
    link.focus({ preventScroll: true });
  }
}
