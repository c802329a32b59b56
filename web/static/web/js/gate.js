// What enhances the pages of the gate and the settings: passkeys, and the time zone of a new person.
import "./passkeys.js";

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
