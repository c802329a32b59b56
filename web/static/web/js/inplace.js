// Rows that are edited in their place, on windows that are wide enough for the fields.
// htmx fetches the row with fields, and morphs the list into the one that the server answers with.

const WIDE = matchMedia("(width >= 64rem)");
let last = ""; // the id of the row that was opened last, where the focus goes back to

function open(row) {
  const link = row.querySelector(".who a");
  const here = encodeURIComponent(location.pathname + location.search);
  last = row.id;
  return htmx.ajax("GET", `${link.pathname}row/?next=${here}`, { target: `#${row.id}`, swap: "outerHTML" });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#rows[data-inplace] .row");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (!row || elsewhere || !WIDE.matches || !window.htmx) return;
  if (event.target.closest("button, input, label, td.pick, a:not(.who a)")) return;
  event.preventDefault();
  if (document.querySelector("#rows .edit")) return; // one open row at a time
  open(row);
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
      (faulty ?? opened.querySelector("select.input, input.input")).focus();
    }
    return;
  }
  if (document.activeElement !== document.body) return;
  const back = document.getElementById(`${last}-who`) ?? document.getElementById("title");
  back?.focus();
});
