// A long list to choose from is searched by typing, where there is a mouse or a keyboard. The list
// stays the field of the form; phones, and pages without scripts, have it as it is.

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
const search = make("div", { className: "search" });
search.append(field);
pop.append(search, list);

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

function rowOf(option, index) {
  const row = make("div", { role: "option", id: `picker-${index}`, dir: "auto" });
  row.append(option.text);
  if (groupOf(option)) row.append(make("small", { textContent: groupOf(option) }));
  return row;
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
  drawn = [...first, ...matches(field.value)];
  rows = drawn.map(rowOf);
  const recent = rows.slice(0, first.length);
  list.replaceChildren(...(recent.length ? [groupOfRecent(recent)] : []), ...rows.slice(first.length));
  list.dataset.nothing = drawn.length ? "" : document.body.dataset.nothing;
  const chosen = drawn.findIndex((option) => option.value === select.value);
  mark(field.value ? 0 : Math.max(chosen, 0));
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

function choose(index) {
  const option = drawn[index];
  pop.hidePopover();
  select.focus();
  if (!option || select.value === option.value) return;
  option.selected = true;
  for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
}

function isSearched(target) {
  return FINE.matches && target.matches?.("select:not([multiple], :disabled)") && target.length > MANY;
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
  if (row) choose(rows.indexOf(row));
});

field.addEventListener("input", draw);

pop.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && document.activeElement === document.body) select.focus();
});

const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }; // rows that a key goes on by

// Before other listeners: Escape closes this list, and not the row that it is in.
document.addEventListener("keydown", (event) => {
  if (event.target === field) {
    event.stopPropagation();
    if (event.key in moves) mark(marked + moves[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") choose(marked);
    if (event.key in moves || event.key === "Enter") event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || !isSearched(event.target)) return;
  const opens = event.altKey ? event.key === "ArrowDown" : event.key.length === 1;
  if (!opens) return;
  event.preventDefault();
  open(event.target, event.key === " " ? "" : event.key.length === 1 ? event.key : "");
}, true);
