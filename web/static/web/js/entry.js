// The form of an entry: signs for sums above the keypad of a phone, and leaving with changes.

document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-type]");
  if (!key) return;
  const field = document.getElementById("id_amount");
  field.setRangeText(key.dataset.type, field.selectionStart, field.selectionEnd, "end");
  field.focus();
});
