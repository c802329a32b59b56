// Toasts go after a while, not while somebody points at one or is in one. The history has all.

const STAYS = 10_000; // milliseconds, enough to read a sentence and to reach its button

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(leave, STAYS, toast);
    return;
  }
  toast.remove();
}

for (const toast of document.querySelectorAll("#toasts .toast")) setTimeout(leave, STAYS, toast);
