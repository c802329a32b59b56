// Rows that are edited in their place, on windows that are wide enough for the fields.
// htmx fetches the row with fields, and morphs the list into the one that the server answers with.

const WIDE = matchMedia("(width >= 64rem)");
let last = ""; // the id of the row that was opened last, where the focus goes back to
let wanted = ""; // the class of the field that the opened row begins in, if a key named one

function isPossible() {
  return WIDE.matches && window.htmx && document.querySelector("#rows[data-inplace]");
}

// Open a row to edit it, with the focus in the field of a class; one row is open at a time.
export function edit(row, field) {
  if (!isPossible() || document.querySelector("#rows .edit")) return false;
  wanted = field;
  open(row);
  return true;
}

// Say which row has the focus once a swap has taken the one that has it.
export function returnTo(id) {
  last = id;
}

function open(row) {
  const link = row.querySelector(".who a");
  const here = encodeURIComponent(location.pathname + location.search);
  last = row.id;
  return htmx.ajax("GET", `${link.pathname}row/?next=${here}`, { target: `#${row.id}`, swap: "outerHTML" });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#rows[data-inplace] .row");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (!row || elsewhere || !isPossible()) return;
  if (event.target.closest("button, input, label, td.pick, a:not(.who a)")) return;
  event.preventDefault();
  edit(row, "");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector("#rows .edit [data-cancel]")?.click();
});

document.addEventListener("htmx:after:swap", () => {
  const opened = document.querySelector("#rows .edit");
  if (opened) {
    opened.firstElementChild.colSpan = document.querySelectorAll("#rows thead th").length;
    if (!opened.contains(document.activeElement)) {
      const faulty = opened.querySelector("[aria-invalid=true]");
      const first = opened.querySelector(`${wanted || ".field"} :is(select, input).input`);
      (faulty ?? first).focus();
    }
    return;
  }
  if (document.activeElement !== document.body) return;
  const back = document.getElementById(`${last}-who`) ?? document.getElementById("title");
  back?.focus();
});
