// Single keys: each works a control that is on the page (data-key, data-go), outside of fields.

const GO_WITHIN = 1000; // milliseconds in which the second stroke follows `g`
let goUntil = 0;

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function work(control) {
  if (!control || control.disabled) return false;
  control.focus();
  control.click();
  return true;
}

function find(name, key) {
  return document.querySelector(`[data-${name}="${CSS.escape(key)}"]`);
}

function undoNewest() {
  const undos = document.querySelectorAll("#toasts form button");
  return work(undos[undos.length - 1]);
}

const ROWS = "#rows .row, #plan .verdict"; // of a list, and of the plan of an import

function rowHere() {
  return document.activeElement.closest?.(ROWS);
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (!rows.length) return false;
  const here = rows.indexOf(rowHere());
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  const first = next.querySelector(".who a") ?? next.querySelector("input:is([type=checkbox], :checked), a");
  first?.focus();
  return true;
}

// What becomes of a row of a plan: its box, or one of its answers.
function decide(adds) {
  const box = rowHere()?.querySelector("[name^=add-]");
  if (box) return box.checked === adds || work(box);
  return work(rowHere()?.querySelector(`[name^=action-][value=${adds ? "add" : "skip"}]`));
}

function category() {
  const choice = rowHere()?.querySelector("[name^=category-]");
  choice?.focus();
  return Boolean(choice);
}

const actions = {
  "/": () => {
    const field = document.getElementById("search");
    field?.focus();
    field?.select();
    return field !== null;
  },
  h: () => work(document.getElementById("hide-amounts")),
  z: undoNewest,
  j: () => move(1),
  k: () => move(-1),
  x: () => work(rowHere()?.querySelector(".pick input")) || decide(false),
  a: () => decide(true),
  c: category,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest?.("form");
    form?.requestSubmit(form.querySelector("[name=do][value=save]") ?? undefined);
    return;
  }
  if (!("keys" in document.body.dataset)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "g") {
    goUntil = event.timeStamp + GO_WITHIN;
    return;
  }
  const goes = event.timeStamp < goUntil;
  goUntil = 0;
  const done = goes ? work(find("go", event.key)) : (actions[event.key]?.() || work(find("key", event.key)));
  if (done) event.preventDefault();
});
