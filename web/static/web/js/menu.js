// The menu of a row: one for the list, filled for the row whose dots are pressed. Without a script
// the dots lead to the page of the row, which offers the same.

import { returnTo } from "./inplace.js";

let dots = null; // of the row that the menu was filled for
let closing = null; // the dots of an open menu that the pointer has been put down on

function menu() {
  return document.getElementById("row-menu");
}

// An address as seen from the page of the row, which leads back to this list.
function address(to) {
  const url = new URL(to.replace("ID", dots.closest("tr").id.slice(1)), dots.href);
  url.searchParams.set("next", location.pathname + location.search);
  return url.pathname + url.search;
}

function fill(ofRow) {
  dots = ofRow;
  const lacks = dots.dataset.lacks?.split(" ") ?? [];
  for (const link of menu().querySelectorAll("[data-to]")) {
    link.href = address(link.dataset.to);
    link.hidden = lacks.includes(link.dataset.does);
  }
  menu().setAttribute("aria-label", dots.getAttribute("aria-label"));
  const form = menu().querySelector("form");
  if (!form) return;
  form.action = address("delete/");
  form.setAttribute("hx-post", form.action);
  form.elements.version.value = dots.dataset.version;
}

function items() {
  return [...menu().querySelectorAll("a:not([hidden]), button")];
}

function open(ofRow) {
  fill(ofRow);
  menu().showPopover({ source: dots });
  dots.setAttribute("aria-expanded", "true");
  items()[0].focus();
}

// Do what an entry of the menu does to a row; false where the row cannot have it.
export function choose(row, does) {
  const ofRow = row?.querySelector(".act a");
  const entry = menu()?.querySelector(`[data-does=${does}]`);
  if (!ofRow || !entry) return false;
  fill(ofRow);
  if (!entry.hidden) entry.click();
  return !entry.hidden;
}

// The row of the open menu, which keys mean as well.
export function rowOfMenu() {
  return menu()?.matches(":popover-open") ? dots.closest("tr") : null;
}

document.addEventListener("pointerdown", (event) => {
  closing = event.target.closest?.("#rows .act [aria-expanded]");
});

document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("#rows .act a");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (!pressed || elsewhere) return;
  event.preventDefault();
  if (pressed === closing) menu().hidePopover();
  else open(pressed);
});

document.addEventListener("toggle", (event) => {
  if (event.target.id === "row-menu" && event.newState === "closed") dots.removeAttribute("aria-expanded");
}, true);

// Who goes on by Tab or by a key leaves the menu.
document.addEventListener("focusout", (event) => {
  if (rowOfMenu() && menu().contains(event.target) && event.relatedTarget && !menu().contains(event.relatedTarget)) {
    menu().hidePopover();
  }
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest?.("#row-menu")) return;
  event.preventDefault();
  const all = items();
  all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
});

// After a deletion the focus is on the next row.
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#row-menu")) return;
  const rows = [...document.querySelectorAll("#rows .row")];
  const here = rows.indexOf(dots.closest("tr"));
  returnTo((rows[here + 1] ?? rows[here - 1])?.id ?? "");
  menu().hidePopover();
});
