// Rows are chosen by their tick boxes (x, Shift+click, all of the page, all that match); the bar at the bottom acts on them.
const bar = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("[data-pick]")];
const list = () => document.querySelector("[data-total]");
// The address of the list, not of the page: an open drawer has put its own into the address bar.
const address = () => list()?.getAttribute("hx-get") ?? "";
let last = "";
let kept = { ids: new Set(), address: "" };

export function toggleHere() {
  const box = document.querySelector("tr.here [data-pick]");
  if (!box) return;
  box.checked = !box.checked;
  last = box.value;
  show();
}

export function unpick() {
  const any = boxes().some((box) => box.checked);
  for (const box of boxes()) box.checked = false;
  show();
  return any;
}

function show(all = false) {
  const form = bar();
  if (!form) return;
  const ticked = boxes().filter((box) => box.checked);
  const whole = boxes().length > 0 && ticked.length === boxes().length;
  const total = Number(list()?.dataset.total ?? 0);
  for (const box of boxes()) box.closest("tr").classList.toggle("chosen", box.checked);
  const head = document.querySelector("[data-pick-all]");
  if (head) {
    head.checked = whole;
    head.indeterminate = ticked.length > 0 && !whole;
  }
  form.hidden = ticked.length === 0;
  document.body.classList.toggle("has-bulk", ticked.length > 0);
  form.elements.all.value = all ? "1" : "";
  form.elements.shown.value = all ? String(total) : "";
  form.elements.query.value = all ? address().split("?")[1] ?? "" : "";
  const count = form.querySelector("[data-count]");
  const text = all ? list().dataset.allChosen : form.dataset.chosen.replace("[n]", String(ticked.length));
  if (count.textContent !== text) count.textContent = ticked.length ? text : "";
  const more = form.querySelector("[data-all-matching]");
  more.hidden = all || !whole || total <= ticked.length;
  more.textContent = list()?.dataset.all ?? "";
  kept = { ids: new Set(ticked.map((box) => box.value)), address: address(), all };
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-pick]");
  if (box) {
    const values = boxes().map((each) => each.value);
    const from = values.indexOf(last);
    const to = values.indexOf(box.value);
    if (event.shiftKey && from >= 0) {
      for (const each of boxes().slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
    }
    last = box.value;
    show();
  } else if (event.target.matches?.("[data-pick-all]")) {
    for (const each of boxes()) each.checked = event.target.checked;
    show();
  } else if (event.target.closest?.("[data-unpick]")) {
    unpick();
    document.querySelector("[data-pick]")?.focus();
  } else if (event.target.closest?.("[data-all-matching]")) show(true);
});

// Shift+click on the cell must tick, not mark text.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.("td.tick")) event.preventDefault();
});

// The list drawn again at the same address keeps what is chosen; another address begins anew.
document.addEventListener("htmx:afterSettle", () => {
  if (!bar()) return;
  const same = kept.address === address();
  const before = kept.ids.size;
  for (const box of boxes()) box.checked = same && kept.ids.has(box.value);
  const found = boxes().filter((box) => box.checked).length;
  show(same && kept.all && found === before && found > 0);
});

// What was done is over: the selection goes with the dialog of a started action.
document.getElementById("bulk-dialog")?.addEventListener("close", () => {
  if (document.querySelector("#bulk-body progress")) unpick();
});

// A chip takes its field back; forms that keep the conditions take those of the address.
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-unsets], [data-unsets-all]");
  const form = document.getElementById("filters");
  if (!chip || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (const field of form.querySelectorAll("input, select")) {
    if (chip.dataset.unsets !== undefined && field.name !== chip.dataset.unsets) continue;
    if (field.type === "checkbox") {
      if (chip.dataset.unsets === undefined || field.value === chip.dataset.value) field.checked = false;
    } else field.value = "";
  }
  form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-takes-query]")) event.target.elements.query.value = location.search.slice(1);
});

// Empty fields stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "filters") return;
  const { formData } = event.detail;
  for (const name of new Set([...formData.keys()])) {
    const values = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    for (const value of values) formData.append(name, value);
  }
});
