// A page that the browser kept, or that was left for another tab, shows the book as it is now.

const MARKED = "#main[data-change]";

// Whether somebody is in the middle of something that a new list would take away.
function isInUse(main) {
  if (document.querySelector("#rows .edit, dialog[open], :popover-open")) return true;
  return [...main.querySelectorAll("input, textarea, select")].some(isTouched);
}

function isTouched(field) {
  if (field.matches("select")) return defaultOf(field)?.selected === false;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

// The option that a list begins with: the one that is marked, or else the first.
function defaultOf({ options }) {
  return [...options].find((option) => option.defaultSelected) ?? options[0];
}

async function newest(address) {
  const answer = await fetch(address);
  // Who has been signed out meanwhile is led to the form to sign in.
  if (answer.redirected) location.reload();
  return answer.ok && !answer.redirected ? (await answer.json()).number : undefined;
}

async function refresh() {
  const main = document.querySelector(MARKED);
  if (!main || !window.htmx || isInUse(main)) return;
  const number = await newest(main.dataset.newest).catch(() => undefined); // there is no network
  if (number === undefined || number === Number(main.dataset.change) || isInUse(main)) return;
  htmx.ajax("GET", location.pathname + location.search, {
    target: "#main", select: "#main", swap: "outerMorph", selectOOB: "#side",
  });
}

addEventListener("pageshow", (event) => {
  if (event.persisted) refresh();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") refresh();
});
