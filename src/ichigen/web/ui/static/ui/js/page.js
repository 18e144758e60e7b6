// Side menu and row height: remembered in a cookie, so that the server draws the page right at once.
const YEAR = 365 * 24 * 60 * 60;
const root = document.documentElement;

function remember(name, value) {
  root.dataset[name] = value;
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-fold]");
  if (fold) {
    const narrow = matchMedia("(max-width: 1199px)").matches;
    const folded = root.dataset.menu === "folded" || (narrow && root.dataset.menu !== "open");
    remember("menu", folded ? "open" : "folded");
    fold.setAttribute("aria-expanded", String(folded));
  }
  const density = event.target.closest("[data-set-density]");
  if (density) {
    remember("density", density.dataset.setDensity);
    const keep = density.closest("[data-keeps]")?.dataset.keeps;
    if (keep) htmx.ajax("POST", keep, { values: { density: density.dataset.setDensity }, swap: "none" });
    for (const button of document.querySelectorAll("[data-set-density]")) {
      button.setAttribute("aria-pressed", String(button === density));
    }
  }
  for (const open of document.querySelectorAll("details.person[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
