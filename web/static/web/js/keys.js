// Single keys: each works a control that is on the page (data-key, data-go), outside of fields.

import { edit } from "./inplace.js";
import { choose, rowOfMenu } from "./menu.js";

const WITHIN = 1000; // milliseconds in which the second stroke follows `g`, `*` or Escape
let first = ""; // the first of two strokes
let firstAt = -WITHIN;

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

// Undo or redo by the newest toast that offers it. Without any toast the history shows what there is
// to undo: nothing is undone that is not on the page.
function takeBack(kind) {
  const toasts = document.querySelectorAll("#toasts .toast");
  if (toasts.length) return work([...document.querySelectorAll(`#toasts [data-${kind}]`)].at(-1));
  const history = find("go", "h");
  return history?.ariaCurrent !== "page" && work(history);
}

const ROWS = "#rows .row, #plan .verdict"; // of a list, and of the plan of an import

function rowHere() {
  return rowOfMenu() ?? document.activeElement.closest?.(ROWS);
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (!rows.length) return false;
  const here = rows.indexOf(rowHere());
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  const first = next.querySelector(".who a") ?? next.querySelector("input:is([type=checkbox], :checked, .input), a");
  first?.focus();
  return true;
}

// What becomes of a row of a plan: its box, or one of its answers.
function decide(adds) {
  const box = rowHere()?.querySelector("[name^=add-]");
  if (box) return box.checked === adds || work(box);
  return work(rowHere()?.querySelector(`[name^=action-][value=${adds ? "add" : "skip"}]`));
}

// The field of a row of a plan, which may be folded.
function fieldOf(name) {
  const field = rowHere()?.querySelector(`[name^=${name}-]`);
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
  return Boolean(field);
}

// What is chosen is changed by a sheet of the bar; else the row in focus, in its place.
function set(name) {
  const bar = document.querySelector("#bulk:not([data-chosen='0'])");
  if (bar) return work(bar.querySelector(`[popovertarget=bulk-${name}]`));
  const row = rowHere();
  return Boolean(name in FIELDS && row?.matches("#rows .row") && edit(row, FIELDS[name]));
}

const FIELDS = { category: ".f-cat", payee: ".f-payee", date: ".f-date", tags: ".f-tags", account: ".f-account" };

// Delete what is chosen, or else the row in focus.
function remove() {
  const box = rowHere()?.querySelector(".pick input");
  if (box && document.querySelector("#bulk[data-chosen='0']")) work(box);
  return work(document.querySelector("#bulk [value=delete]")) || choose(rowHere(), "delete");
}

const actions = {
  "/": () => {
    const field = document.getElementById("search");
    field?.focus();
    field?.select();
    return field !== null;
  },
  h: () => work(document.getElementById("hide-amounts")),
  z: () => takeBack("undo"),
  Z: () => takeBack("redo"),
  j: () => move(1),
  k: () => move(-1),
  x: () => work(rowHere()?.querySelector(".pick input")) || decide(false),
  a: () => decide(true) || set("account"),
  c: () => fieldOf("category") || set("category"),
  p: () => fieldOf("payee") || set("payee"),
  d: () => set("date"),
  t: () => set("tags"),
  l: () => set("status") || work(rowHere()?.querySelector(".state button")),
  s: () => choose(rowHere(), "split"),
  y: () => choose(rowHere(), "copy"),
  "#": remove,
};

const pairs = {
  "* a": () => work(document.getElementById("pick-all")),
  "Escape Escape": () => work(document.querySelector("[data-clear]")),
};

// What a key does as the second stroke after `first`, if it is one.
function second(key) {
  return first === "g" ? () => work(find("go", key)) : pairs[`${first} ${key}`];
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest?.("form");
    form?.requestSubmit(form.querySelector("[name=do][value=save]") ?? undefined);
    return;
  }
  if (!("keys" in document.body.dataset)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const paired = event.timeStamp - firstAt < WITHIN ? second(event.key) : undefined;
  first = paired ? "" : event.key;
  firstAt = event.timeStamp;
  const done = paired ? paired() : actions[event.key]?.() || work(find("key", event.key));
  if (done) event.preventDefault();
});
