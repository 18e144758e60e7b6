// Ctrl+K: the arrows walk through what was found, Enter goes there; a barcode reader types fast and ends in Enter.
const dialog = document.getElementById("jump");

dialog?.addEventListener("keydown", (event) => {
  if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const links = [...dialog.querySelectorAll(".jump-hits a")];
  const field = dialog.querySelector("input");
  const at = links.indexOf(document.activeElement);
  if (event.key === "Enter") {
    if (event.target !== field) return;
    event.preventDefault();
    const first = dialog.querySelector(".jump-hits a[data-hit]") ?? links[0];
    const shown = dialog.querySelector("[data-for]")?.dataset.for;
    if (shown === field.value.trim()) first?.click();
    else htmx.ajax("GET", `${field.getAttribute("hx-get")}?q=${encodeURIComponent(field.value)}`, "#jump-hits")
      .then(() => dialog.querySelector(".jump-hits a[data-hit]")?.click());
    return;
  }
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? field : links[Math.min(next, links.length - 1)])?.focus();
});
