// Fields: full-width digits and letters become half-width on leaving; Ctrl+Enter saves.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("input[data-digits], input[data-narrow]")) field.value = field.value.normalize("NFKC").trim();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) event.target.form?.requestSubmit();
});

// A secret may be looked at while it is typed.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveals]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveals);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
});

// What the mall said of the values of a form holds until one of them is changed.
document.addEventListener("input", (event) => {
  event.target.form?.querySelector("[data-until-input] > .alert")?.remove();
});
