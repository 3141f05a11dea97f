// The stock admin's pickers show a box without a name to screen readers; give it that of its field.
(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const box = select.nextElementSibling?.querySelector("[role=combobox]");
      const label = select.id && document.querySelector(`label[for="${select.id}"]`);
      if (!box || !label || box.dataset.named) continue;
      box.dataset.named = "yes";
      label.id ||= `label_${select.id}`;
      const chosen = box.querySelector("[role=textbox]");
      chosen?.setAttribute("aria-labelledby", label.id);
      box.setAttribute("aria-labelledby", chosen?.id ? `${label.id} ${chosen.id}` : label.id);
    }
  };
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  name();
})();
