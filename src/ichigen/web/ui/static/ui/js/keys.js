// The keyboard map. Off while typing, while an input method composes, with any modifier, and when switched off.
import { isOpen, open } from "ichigen/drawer";
import { toggleHere, unpick } from "ichigen/pick";

const OFF = "keys-off";
let pending = "";

const rows = () => [...document.querySelectorAll("table.rows.opens tbody tr[data-href]")];
const here = () => rows().findIndex((row) => row.classList.contains("here"));

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = here();
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (isOpen() && all[at] === next) return;
  for (const row of all) row.classList.toggle("here", row === next);
  next.scrollIntoView({ block: "nearest" });
  if (isOpen()) open(next.dataset.href);
  else next.querySelector(".row-link")?.focus({ preventScroll: true });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => { if (!isOpen() && here() >= 0) open(rows()[here()].dataset.href); },
  x: () => { if (!isOpen()) toggleHere(); },
  "/": () => document.querySelector("[data-filter]")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  g: () => { pending = "g"; setTimeout(() => { pending = ""; }, 1200); },
};

function typing(target) {
  return target.isContentEditable || (target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select") ?? false);
}

/** Out of the filter box: down to the first row, or by Esc once it is empty (which the browser does first). */
function leaves(event) {
  const out = event.key === "ArrowDown" || (event.key === "Escape" && !event.target.value);
  if (!out || !event.target.matches?.("[data-filter]")) return false;
  event.target.blur();
  if (event.key === "ArrowDown") move(0);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key === "Process") return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.getElementById("jump")?.showModal();
    return;
  }
  if (leaves(event)) {
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) || typing(event.target)) return;
  const modal = [...document.querySelectorAll("dialog:modal")].at(-1);
  if (modal && modal.id !== "drawer") return;
  if (event.key === "Escape") {
    if (!modal) unpick();
    return;
  }
  if (pending === "g") {
    pending = "";
    document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
  } else if (/^[1-9]$/.test(event.key) && !modal) document.querySelectorAll(".tabs a")[Number(event.key) - 1]?.click();
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

// The row that was open keeps its mark when the list is drawn again.
let marked = "";
document.addEventListener("htmx:beforeSwap", () => { marked = document.querySelector("tr.here")?.id ?? marked; });
document.addEventListener("htmx:afterSettle", () => { if (marked) document.getElementById(marked)?.classList.add("here"); });

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("table.rows tbody tr");
  if (!row || row.classList.contains("here")) return;
  for (const other of document.querySelectorAll("tr.here")) other.classList.remove("here");
  row.classList.add("here");
});

const switches = [...document.querySelectorAll("[data-keys-switch]")];
for (const toggle of switches) {
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    for (const other of switches) other.checked = toggle.checked;
  });
}
