// A long list to choose from is searched by typing, where there is a mouse or a keyboard; what it
// lacks may be created. The list stays the field of the form; phones, and pages without scripts, have
// it as it is.
import { create, isOpenForNew, offered } from "./creating.js";

const FINE = matchMedia("(pointer: fine)");
const MANY = 12; // options: as many are seen at a glance
const DRAWN = 200; // options at once: more than anybody scrolls through

let select = null; // the list that is being searched
let own = []; // its options, each value once
let drawn = []; // what there is to take: those that match
let rows = []; // how they are shown
let marked = 0; // which of them Enter takes

const pop = make("div", { className: "pop picker", popover: "auto" });
const field = make("input", {
  role: "combobox", autocomplete: "off", spellcheck: false, ariaExpanded: "true", ariaAutoComplete: "list",
});
const list = make("div", { role: "listbox", id: "picker-list" });
field.setAttribute("aria-controls", list.id);
const problem = make("p", { className: "fault", id: "picker-fault", role: "alert" });
const search = make("div", { className: "search" });
search.append(field);
pop.append(search, problem, list);

function make(kind, properties) {
  return Object.assign(document.createElement(kind), properties);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function groupOf(option) {
  const group = option.parentElement.label ?? "";
  return group === option.text ? "" : group;
}

// The options of the list. One that stands twice has its first place among the recent ones.
function read() {
  const last = new Map([...select.options].map((option) => [option.value, option]));
  own = [...last.values()].sort((a, b) => a.index - b.index);
}

function recentOnes() {
  const once = new Set(own);
  const again = [...select.options].filter((option) => !once.has(option));
  return again.map(({ value }) => own.find((option) => option.value === value));
}

// The options that have every word of the text; first the one that is it, then what begins with it.
function matches(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const found = own.filter((option) => {
    const whole = fold(`${groupOf(option)} ${option.text}`);
    return !option.disabled && words.every((word) => whole.includes(word));
  });
  const sought = words.join(" ");
  const rank = ({ text }) => (fold(text) === sought ? 0 : fold(text).startsWith(sought) ? 1 : 2);
  return (sought ? found.toSorted((a, b) => rank(a) - rank(b)) : found).slice(0, DRAWN);
}

function rowOf(choice, index) {
  const isNew = "kind" in choice;
  const row = make("div", { role: "option", id: `picker-${index}`, dir: isNew ? "" : "auto" });
  const aside = isNew ? kindOf(choice) : groupOf(choice);
  row.append(...(isNew ? creation(choice) : [choice.text]));
  if (aside) row.append(make("small", { textContent: aside }));
  return row;
}

// Create “…”: with the name as it will be, in its own direction.
function creation({ name }) {
  const [before, after] = document.body.dataset.createSays.split("…");
  const text = make("span", {});
  text.append(before, make("bdi", { textContent: name }), after);
  return [symbol("plus"), text];
}

// Which kind, where the list takes both.
function kindOf({ kind }) {
  const isOne = drawn.filter((choice) => "kind" in choice).length === 1;
  return isOne ? "" : document.body.dataset[kind];
}

// A symbol of the page, as another one of its file.
function symbol(name) {
  const drawing = document.querySelector("svg.i").cloneNode(true);
  const use = drawing.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  drawing.setAttribute("class", "i s");
  return drawing;
}

// The recent ones under their heading, as the list itself has them.
function groupOfRecent(parts) {
  const name = select.querySelector("optgroup").label;
  const group = make("div", { role: "group", ariaLabel: name });
  group.append(make("small", { textContent: name, ariaHidden: "true" }), ...parts);
  return group;
}

function draw() {
  const first = field.value ? [] : recentOnes();
  drawn = [...first, ...matches(field.value), ...offered(select, field.value)];
  rows = drawn.map(rowOf);
  const recent = rows.slice(0, first.length);
  list.replaceChildren(...(recent.length ? [groupOfRecent(recent)] : []), ...rows.slice(first.length));
  list.dataset.nothing = drawn.length ? "" : document.body.dataset.nothing;
  const chosen = drawn.findIndex((option) => option.value === select.value);
  mark(field.value ? 0 : Math.max(chosen, 0));
  complain("");
}

function complain(fault) {
  problem.replaceChildren(...(fault ? [symbol("circle-alert"), fault] : []));
  field.ariaInvalid = String(Boolean(fault));
  if (fault) field.setAttribute("aria-describedby", problem.id);
  else field.removeAttribute("aria-describedby");
}

function mark(index) {
  marked = Math.min(Math.max(index, 0), drawn.length - 1);
  for (const row of rows) row.ariaSelected = String(row === rows[marked]);
  const row = rows[marked];
  row?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", row?.id ?? "");
}

function open(target, text) {
  select = target;
  read();
  // Inside of a sheet that is open, or else opening this would close the sheet.
  select.closest("[popover], main").append(pop);
  const name = select.ariaLabel ?? select.labels[0]?.textContent ?? "";
  field.ariaLabel = list.ariaLabel = name.trim();
  field.value = text;
  pop.showPopover({ source: select });
  draw();
  field.focus();
}

// Take what stands at a place of the list; `step` says where the focus goes then: on, back or nowhere.
function take(index, step) {
  const choice = drawn[index];
  if (choice && "kind" in choice) {
    add(choice, step);
    return;
  }
  close();
  if (choice) choose(select, choice);
}

function close() {
  pop.hidePopover();
  select.focus();
}

function choose(target, option) {
  if (target.value === option.value) return;
  option.selected = true;
  for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
}

// The list may be closed meanwhile; a problem opens it again, with what was typed.
async function add(choice, step) {
  if (list.ariaBusy === "true") return;
  const target = select;
  list.ariaBusy = "true";
  const { option, fault } = await create(target, choice);
  list.ariaBusy = "false";
  const isOpen = select === target && pop.matches(":popover-open");
  if (fault) {
    if (!isOpen && target.isConnected) open(target, choice.name);
    complain(fault);
    return;
  }
  if (isOpen) close();
  choose(target, option);
  if (isOpen && step) beside(target, step)?.focus();
}

// The field after a list in its form, or before it, as Tab finds it.
function beside(target, step) {
  const fields = [...target.form.elements].filter((one) =>
    one === target || (one.tabIndex >= 0 && !one.disabled && one.checkVisibility()));
  return fields[fields.indexOf(target) + step];
}

function isSearched(target) {
  if (!FINE.matches || !target.matches?.("select:not([multiple], :disabled)")) return false;
  return target.length > MANY || isOpenForNew(target);
}

// The browser would open its own list when the button goes down, and close ours when it goes up.
document.addEventListener("mousedown", (event) => {
  const keepsFocus = event.target.closest?.(".picker [role=option]");
  if (keepsFocus || (event.button === 0 && isSearched(event.target))) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (isSearched(event.target)) open(event.target, "");
});

list.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (row) take(rows.indexOf(row), 0);
});

field.addEventListener("input", draw);

pop.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && document.activeElement === document.body) select.focus();
});

// A key in the field. Tab goes on by itself, but for what has to be created first.
function press(event) {
  const takes = event.key === "Enter" || event.key === "Tab";
  const waits = takes && drawn[marked] && "kind" in drawn[marked];
  if (event.key in moves || event.key === "Enter" || waits) event.preventDefault();
  if (event.key in moves) mark(marked + moves[event.key]);
  else if (takes) take(marked, event.key === "Enter" ? 0 : event.shiftKey ? -1 : 1);
}

const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }; // rows that a key goes on by

// Before other listeners: Escape closes this list, and not the row that it is in.
document.addEventListener("keydown", (event) => {
  if (event.target === field) {
    event.stopPropagation();
    if (!event.isComposing) press(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || !isSearched(event.target)) return;
  const opens = event.altKey ? event.key === "ArrowDown" : event.key.length === 1;
  if (!opens) return;
  event.preventDefault();
  open(event.target, event.key === " " ? "" : event.key.length === 1 ? event.key : "");
}, true);
