// Rows that are chosen: all at once, a stretch by Shift, and the bar that counts them.

let last = null;

function boxes() {
  return [...document.querySelectorAll("#rows .pick input[name=id]")];
}

// Say how many rows are chosen.
export function show() {
  const bar = document.getElementById("bulk");
  const all = document.getElementById("pick-all");
  if (!bar || !all) return;
  const chosen = boxes().filter((box) => box.checked);
  bar.dataset.chosen = chosen.length;
  // The bar goes with the last row that is chosen: what nobody sees any more must not hold.
  if (!chosen.length) bar.elements.all.checked = false;
  bar.querySelector("output").textContent = chosen.length;
  all.checked = chosen.length > 0 && chosen.length === boxes().length;
  all.indeterminate = chosen.length > 0 && !all.checked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#rows .pick input[name=id]");
  if (!box) return;
  const every = boxes();
  if (event.shiftKey && last && every.includes(last)) {
    const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
    for (const one of every.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  show();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "pick-all") return;
  for (const box of boxes()) box.checked = event.target.checked;
  show();
});

// A sheet of the bar opens in its field.
document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.matches("#bulk .sheet")) event.target.querySelector(".input").focus();
}, true);

// Enter in a field of the bar means the button beside it, not the first one of the form.
document.addEventListener("keydown", (event) => {
  const sheet = event.key === "Enter" && event.target.closest?.("#bulk .sheet");
  if (!sheet || event.target.matches("button")) return;
  event.preventDefault();
  sheet.querySelector("button").click();
});

document.addEventListener("reset", (event) => {
  if (event.target.id === "bulk") setTimeout(show); // once the boxes are empty
});

// What was chosen has been changed: the new list has nothing chosen.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.closest?.("#bulk, #toasts")) for (const box of boxes()) box.checked = false;
  show();
});

// The browser's back button brings the boxes back as they were left.
addEventListener("pageshow", show);
