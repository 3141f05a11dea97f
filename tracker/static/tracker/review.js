// Single keys of the review screen. Everything they do is also a link or a button; they can be switched off.
(() => {
  const OFF = "tracker-review-keys-off";
  const dialog = document.getElementById("keys");
  const isOn = document.getElementById("keys-on");
  const help = document.getElementById("keys-help");
  const current = document.getElementById("current");
  const ticks = [...document.querySelectorAll(".lines input[type=checkbox]")];
  if (!dialog) return;
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());
  isOn.checked = localStorage.getItem(OFF) !== "yes";
  isOn.addEventListener("change", () => localStorage.setItem(OFF, isOn.checked ? "no" : "yes"));
  if (current) current.scrollIntoView({ block: "center" });

  const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .select2-container, dialog[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target) && !event.target.closest("dialog")) {
      event.target.blur();
      return;
    }
    if (!isOn.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog.open) return;
    if (event.key === "?") {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (event.key === "e") {
      const first = document.querySelector("#decide input:not([type=hidden]), #decide textarea, #decide select");
      if (first) {
        event.preventDefault();
        first.focus();
      }
      return;
    }
    if (ticks.length && (event.key === "j" || event.key === "k" || event.key === "x")) {
      event.preventDefault();
      const at = ticks.indexOf(document.activeElement);
      if (event.key === "x") {
        if (at >= 0) ticks[at].click();
        return;
      }
      const next = ticks[Math.min(ticks.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
      next.focus();
      next.closest("tr").scrollIntoView({ block: "nearest" });
      return;
    }
    const control = /^[a-zA-Z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (control) {
      event.preventDefault();
      control.click();
    }
  });
})();
