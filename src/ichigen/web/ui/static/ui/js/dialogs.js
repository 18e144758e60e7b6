// Native dialogs: opened by [data-opens="id"], closed by [data-closes], by Esc, or by a click beside them.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog:modal")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0) event.target.close();
  }
});

// A dialog that came with an error in it is shown again.
document.addEventListener("htmx:afterSettle", () => {
  for (const dialog of document.querySelectorAll("dialog[data-reopen]:not([open])")) {
    dialog.removeAttribute("data-reopen");
    dialog.showModal();
  }
});
for (const dialog of document.querySelectorAll("dialog[data-reopen]:not([open])")) dialog.showModal();
