// htmx: CSRF on every request; a failed request is always shown, with a way to try again; toasts.
const trouble = document.getElementById("trouble");
let again = null;

export function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

export function toast(text, tone = "done") {
  const template = document.getElementById("toast");
  const node = template.content.firstElementChild.cloneNode(true);
  node.classList.toggle("failed", tone === "failed");
  node.querySelector("[data-text]").textContent = text;
  const open = [...document.querySelectorAll("dialog:modal")].at(-1);
  const place = document.getElementById("toasts");
  (open ?? document.body).append(place);
  place.append(node);
  setTimeout(() => node.remove(), tone === "failed" ? 9000 : 5000);
}

document.addEventListener("close", (event) => {
  const place = document.getElementById("toasts");
  if (event.target.contains(place)) document.body.append(place);
}, { capture: true });

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
});

document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));

function failed(event) {
  const { status } = event.detail.xhr ?? {};
  if (status === 401) return;
  const config = event.detail.requestConfig;
  again = config?.verb === "get" ? () => htmx.ajax("GET", config.path, { source: config.elt, target: event.detail.target, swap: "outerHTML" }) : null;
  trouble.querySelector("[data-status]").textContent = status || "–";
  trouble.querySelector("[data-again]").hidden = !again;
  trouble.hidden = false;
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:afterOnLoad", () => { trouble.hidden = true; });
trouble?.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) again?.();
});
