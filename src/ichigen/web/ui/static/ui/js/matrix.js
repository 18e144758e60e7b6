// 在庫表: type, move, paste, check at once; only changed cells are saved, and each is answered by itself.
import { block, narrow, units } from "ichigen/pasted";
import { cookie, toast } from "ichigen/requests";

const bar = document.getElementById("matrix-bar");
const words = JSON.parse(bar?.dataset.words ?? "{}");
const list = () => document.querySelector("[data-matrix]");
const cells = () => [...(list()?.querySelectorAll("input.cell") ?? [])];
const say = (text, values) => text.replace(/\{(\w)\}/g, (all, name) => values[name] ?? all);
const changed = () => cells().filter((cell) => cell.hasAttribute("data-unsaved"));

function note(cell, text, kind) {
  let line = cell.nextElementSibling;
  if (!line && text) {
    line = document.createElement("span");
    line.id = `${cell.id}-note`;
    cell.after(line);
  }
  if (line) {
    line.textContent = text;
    line.className = `cell-note ${kind}`;
    line.hidden = !text;
  }
  if (text) cell.setAttribute("aria-describedby", line.id);
  else cell.removeAttribute("aria-describedby");
}

function problem(typed, shown) {
  if (!typed) return words.number;
  const change = typed.difference ? typed.units : typed.units - shown;
  if (Math.abs(typed.units) > words.largest || Math.abs(change) > words.largest) return words.large;
  return shown + change < Math.min(0, shown) ? words.below : "";
}

function mark(cell, bad) {
  cell.toggleAttribute("data-unsaved", true);
  if (bad) cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
}

// A cell that says what it said before is no change; an empty one neither.
function check(cell) {
  const shown = Number(cell.dataset.shown);
  const typed = units(cell.value);
  if (narrow(cell.value) === cell.dataset.shown) {
    cell.removeAttribute("data-unsaved");
    cell.removeAttribute("aria-invalid");
    note(cell, "", "");
    return;
  }
  const bad = problem(typed, shown);
  mark(cell, bad);
  note(cell, bad || `${shown} → ${typed.difference ? shown + typed.units : typed.units}`, bad ? "is-bad" : "");
}

function summary() {
  const count = changed().length;
  const bad = changed().filter((cell) => cell.hasAttribute("aria-invalid")).length;
  bar.hidden = !count;
  bar.querySelector("[data-summary]").textContent = say(words.changed, { n: count }) + (bad ? ` · ${say(words.bad, { n: bad })}` : "");
  bar.querySelector("[type=submit]").disabled = bad > 0;
  document.body.classList.toggle("has-bulk", count > 0);
}

function complain(text) {
  const line = bar.querySelector("[data-problem]");
  line.textContent = text;
  line.hidden = !text;
  const reason = bar.elements.reason;
  if (text) reason.setAttribute("aria-invalid", "true");
  else reason.removeAttribute("aria-invalid");
}

function rowsOfCells() {
  return [...list().querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.cell")]).filter((row) => row.length);
}

function step(cell, down, right) {
  const rows = rowsOfCells();
  const at = rows.findIndex((row) => row.includes(cell));
  const next = rows[at + down]?.[rows[at].indexOf(cell) + right];
  next?.focus();
  return Boolean(next);
}

const atEdge = (cell, right) => (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length)
  || (cell.selectionStart === cell.selectionEnd && cell.selectionStart === (right > 0 ? cell.value.length : 0));

const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function undo(cell) {
  cell.value = cell.dataset.shown;
  check(cell);
}

function paste(cell, rows) {
  const all = rowsOfCells();
  const byCode = new Map(all.map((row) => [narrow(row[0].closest("tr").querySelector(".row-link").textContent).toLowerCase(), row]));
  const named = rows.filter((row) => row.length > 1 && byCode.has(narrow(row[0]).toLowerCase()));
  const start = all.findIndex((row) => row.includes(cell));
  const left = all[start].indexOf(cell);
  const unknown = [];
  let outside = 0;
  let done = 0;
  rows.forEach((row, index) => {
    const target = named.length ? byCode.get(narrow(row[0]).toLowerCase()) : all[start + index];
    if (named.length && !target && row[0]) unknown.push(row[0]);
    (named.length ? row.slice(1) : row).forEach((text, column) => {
      const into = target?.[left + column];
      if (!text) return;
      if (!into) { outside += named.length && !target ? 0 : 1; return; }
      into.value = narrow(text).slice(0, 20);
      check(into);
      done += 1;
    });
  });
  const said = [say(words.pasted, { n: done })];
  if (outside) said.push(say(words.outside, { n: outside }));
  if (unknown.length) said.push(say(words.unknown, { a: unknown.slice(0, 5).join(", ") + (unknown.length > 5 ? " …" : "") }));
  toast(said.join(" "), outside || unknown.length ? "failed" : "done");
}

function settle(answer) {
  for (const one of answer.cells) {
    const cell = document.getElementById(`cell-${one.sku}-${one.place}`);
    if (!cell) continue;
    const before = cell.dataset.shown;
    if (one.on_hand !== null) cell.dataset.shown = String(one.on_hand);
    if (one.state === "applied") undo(cell);
    else {
      mark(cell, one.state === "refused");
      const both = say(words.conflict, { a: before, b: one.on_hand });
      note(cell, one.state === "conflict" ? both : one.message, "is-bad");
    }
  }
  summary();
  toast(answer.message, answer.applied === answer.cells.length ? "done" : "failed");
  if (changed().length) changed()[0].focus();
  else {
    bar.elements.reason.value = "";
    htmx.trigger(document.body, "stock-changed");
  }
}

async function save() {
  const sent = changed().map((cell) => ({
    sku: Number(cell.dataset.sku), place: Number(cell.dataset.place), shown: Number(cell.dataset.shown), typed: narrow(cell.value),
  }));
  const button = bar.querySelector("[type=submit]");
  if (!sent.length || button.disabled) return;
  complain("");
  button.disabled = true;
  try {
    const answer = await fetch(bar.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), "HX-Request": "true", "HX-Current-URL": location.href },
      body: JSON.stringify({ reason: bar.elements.reason.value, cells: sent }),
    });
    if (answer.status === 401) location.assign(answer.headers.get("HX-Redirect"));
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isJson ? await answer.json() : null;
    button.disabled = false;
    if (answer.ok && said) settle(said);
    else if (answer.status === 422) {
      complain(said.message);
      bar.elements.reason.focus();
    } else toast(said?.message ?? words.offline, "failed");
  } catch {
    button.disabled = false;
    toast(words.offline, "failed");
  }
}

if (bar) {
  document.addEventListener("focusin", (event) => { if (event.target.matches("input.cell")) event.target.select(); });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("input.cell") || event.isComposing) return;
    check(event.target);
    summary();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input.cell")) return;
    event.target.value = narrow(event.target.value) || event.target.dataset.shown;
    check(event.target);
    summary();
  });
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.("input.cell") || event.isComposing || event.key === "Process" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [down, right] = event.key === "Enter" ? [event.shiftKey ? -1 : 1, 0] : MOVES[event.key] ?? [0, 0];
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape" && cell.hasAttribute("data-unsaved")) {
      undo(cell);
      summary();
    } else if ((down || (right && atEdge(cell, right))) && step(cell, down, right)) event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell.matches?.("input.cell") || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    paste(cell, block(text));
    summary();
  });
  bar.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  bar.querySelector("[data-undo]").addEventListener("click", () => {
    changed().forEach(undo);
    complain("");
    summary();
    cells()[0]?.focus();
  });
  // What is not saved is never lost by drawing the list again or by leaving the page unasked.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== list() || !changed().length) return;
    event.preventDefault();
    if (event.detail.elt !== list()) toast(words.unsaved, "failed");
  });
  addEventListener("beforeunload", (event) => { if (changed().length) event.preventDefault(); });
}
