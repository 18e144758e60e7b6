// Details open at the right; their address is a real page, so the address bar shows it and Back closes the drawer.
const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");

export const isOpen = () => Boolean(drawer?.open);

function load(url) {
  drawer.querySelector("[data-page]").href = url;
  return htmx.ajax("GET", url, { target: "#drawer-body", swap: "innerHTML settle:0ms show:none" });
}

export function open(url) {
  if (isOpen()) history.replaceState({ drawer: true }, "", url);
  else {
    body.replaceChildren();
    history.pushState({ drawer: true }, "", url);
    drawer.showModal();
  }
  return load(url);
}

drawer?.addEventListener("close", () => {
  if (history.state?.drawer && !alone) history.back();
});

// Before htmx's own handler: stepping out of (or back into) a drawer must not reload the list behind it.
// After a reload the drawer's address is the page itself: there is no list behind it to step back to.
let behind = false;
const alone = Boolean(history.state?.drawer);
addEventListener("popstate", (event) => {
  if (alone) {
    location.reload();
    return;
  }
  if (event.state?.drawer && drawer) {
    drawer.showModal();
    load(location.href);
  } else if (isOpen()) drawer.close();
  else if (!behind) return;
  behind = Boolean(event.state?.drawer);
  event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("click", (event) => {
  if (!drawer || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-drawer]");
  const row = event.target.closest("tr[data-href]");
  if (!link && (!row || event.target.closest("a, button, input, label, select, td.tick") || String(getSelection()))) return;
  event.preventDefault();
  for (const here of document.querySelectorAll("tr.here")) here.classList.remove("here");
  (row ?? link.closest("tr"))?.classList.add("here");
  behind = true;
  open(link ? link.href : row.dataset.href);
});

// What was asked for must be reachable: focus goes to the message or the heading when the focused thing is gone.
document.addEventListener("htmx:afterSettle", () => {
  const lost = !document.activeElement || document.activeElement === document.body || document.activeElement === drawer;
  if (isOpen() && lost) (body.querySelector("[data-focus]") ?? body).focus({ preventScroll: true });
});
