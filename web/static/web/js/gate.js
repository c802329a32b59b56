// What enhances the pages of the gate and the settings: passkeys, the time zone of a new person, and
// buttons in fields that show a password or copy a token. Those are hidden where this does not run.
import "./passkeys.js";

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

for (const button of document.querySelectorAll("[data-show], [data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.show ?? button.dataset.copy);
    if (button.dataset.copy) {
      field.select();
      navigator.clipboard?.writeText(field.value).catch(() => {}); // it is chosen, to be copied by keys
      return;
    }
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
}
