// Toasts go after a while, not while somebody points at one or is in one. The history has all.

const STAYS = 10_000; // milliseconds, enough to read a sentence and to reach its button

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(leave, STAYS, toast);
    return;
  }
  toast.remove();
}

function watch() {
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-leaves])")) {
    toast.dataset.leaves = "";
    setTimeout(leave, STAYS, toast);
  }
}

watch();
for (const kind of ["htmx:after:swap", "toast"]) document.addEventListener(kind, watch);
