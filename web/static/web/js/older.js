// Older rows, appended to the list as they come into view, from some number on by a click. The
// address counts the rows, so that the server answers as many whenever it shows the list again.
// Where a page cannot be had, its link stays a link.

import { show } from "./picking.js";

const PATIENCE = 15_000; // milliseconds, as long as other parts of a page wait for an answer
const AHEAD = 400; // pixels below the window: some ten rows, which a page of rows is there before
let loading = null; // what is under way, if anything

function link() {
  return document.querySelector("#older[data-max]");
}

function count() {
  return document.querySelectorAll("#rows .row").length;
}

async function pageAt(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  // Who has been signed out meanwhile is led to the form to sign in.
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Append the rows of a page; a day that goes on has its heading already.
function merge(page) {
  const list = document.getElementById("rows");
  for (const body of page.querySelectorAll("#rows > tbody")) {
    const rows = [...body.querySelectorAll(".row")].filter((row) => !document.getElementById(row.id));
    const same = body.id ? document.getElementById(body.id) : list.tBodies[list.tBodies.length - 1];
    if (same) same.append(...rows);
    else if (rows.length) list.append(body);
  }
}

function lead(older, next) {
  if (next) older.href = next.getAttribute("href");
  else older.remove();
  if (count() >= Number(older.dataset.max)) delete older.dataset.max;
  const here = new URL(location);
  here.searchParams.set("rows", count());
  history.replaceState(history.state, "", here);
  for (const field of document.querySelectorAll("[name=next]")) field.value = here.pathname + here.search;
  show();
}

async function append(older) {
  const list = document.getElementById("rows");
  const address = older.href;
  list.setAttribute("aria-busy", "true");
  try {
    const page = await pageAt(address);
    // A list that was read again meanwhile may end elsewhere.
    if (!older.isConnected || older.href !== address) return;
    merge(page);
    lead(older, page.getElementById("older"));
  } catch {
    delete older.dataset.max;
  } finally {
    list.removeAttribute("aria-busy");
    loading = null;
    watch();
  }
}

const observer = new IntersectionObserver((entries) => {
  const seen = entries.at(-1);
  if (seen.isIntersecting && link() === seen.target) loading ??= append(seen.target);
}, { rootMargin: `${AHEAD}px` });

// Observed anew, the link is reported even where it has not moved out of sight.
function watch() {
  observer.disconnect();
  if (count() < Number(link()?.dataset.unasked)) observer.observe(link());
}

document.addEventListener("click", async (event) => {
  const older = event.target.closest?.("#older[data-max]");
  if (!older || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const before = count();
  await (loading ??= append(older));
  const first = document.querySelectorAll("#rows .row")[before];
  if (first) first.querySelector(".who a").focus();
  else location.assign(older.href);
});

document.addEventListener("htmx:after:swap", watch);
watch();
