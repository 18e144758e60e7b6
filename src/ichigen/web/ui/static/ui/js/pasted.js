// What a spreadsheet puts on the clipboard: lines and tabs; a field with a line break, a tab or a quote in it is quoted.
export function block(text) {
  const rows = [[]];
  let field = "";
  let quoted = false;
  const end = () => { rows.at(-1).push(field); field = ""; };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') { field += '"'; at += 1; } else quoted = false;
    } else if (sign === '"' && field === "") quoted = true;
    else if (sign === "\t") end();
    else if (sign === "\n") { end(); rows.push([]); } else if (sign !== "\r") field += sign;
  }
  end();
  // A line left empty in the middle keeps its place: what follows must not move up into another row.
  const lines = rows.map((row) => row.map((one) => one.replace(/\s+/g, " ").trim()));
  while (lines.length && !lines.at(-1).some(Boolean)) lines.pop();
  return lines;
}

// The same reading as ichigen.domain.stock_edit, which has the last word.
const MINUS = /[\u2010-\u2015\u2212\u30fc]/g;
export const narrow = (text) => text.normalize("NFKC").replace(MINUS, "-").trim();

// { units, difference } or null: 12 and 1,200 are counts, +3 and -2 differences.
export function units(text) {
  const found = /^([+-]?)([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})$/.exec(narrow(text));
  if (!found) return null;
  const number = Number(found[2].replaceAll(",", ""));
  return { units: found[1] === "-" ? -number : number, difference: Boolean(found[1]) };
}
