// The stock admin's pickers show a box without a name to screen readers; give it that of its field.
(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.id && document.querySelector(`label[for="${select.id}"]`);
      const box = select.nextElementSibling?.querySelector("[role=combobox]");
      if (!label || !box || box.dataset.named) continue;
      label.id ||= `label_${select.id}`;
      box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby")}`);
      box.dataset.named = "yes";
    }
  };
  addEventListener("load", name);
  document.addEventListener("formset:added", () => setTimeout(name));
})();
