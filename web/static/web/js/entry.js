// The form of an entry: how a text is read, what a split leaves open, which category fits.

const WAIT = 200; // milliseconds without a key, after which the server is asked
let timer = 0;

function form() {
  return document.getElementById("entry");
}

async function ask(address, names) {
  const sent = new FormData(form());
  const query = new URLSearchParams();
  for (const name of names) for (const value of sent.getAll(name)) query.append(name, value);
  const answer = await fetch(`${address}?${query}`);
  return answer.ok ? answer.json() : {};
}

function say(id, text) {
  const place = document.getElementById(id);
  if (place && text !== undefined) place.textContent = text;
}

async function preview() {
  const names = ["account", "amount", "date", "line_id", "line_category", "line_text", "line_amount"];
  const said = await ask(form().dataset.preview, names);
  say("amount-says", said.amount);
  say("id_date_helptext", said.date);
  say("rest", said.rest);
}

async function suggest() {
  const kind = form().querySelector("[name=type]:checked")?.value;
  const field = document.getElementById(kind === "income" ? "id_category_in" : "id_category_out");
  if (!field || field.value) return;
  const found = await ask(form().dataset.suggest, ["payee", "type"]);
  if (!found.category || field.value) return;
  field.value = found.category;
  let hint = document.getElementById(`${field.id}-reason`);
  if (!hint) {
    hint = document.createElement("p");
    hint.className = "hint";
    hint.id = `${field.id}-reason`;
    hint.setAttribute("role", "status");
    field.after(hint);
  }
  hint.textContent = found.reason;
}

document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target)) return;
  clearTimeout(timer);
  timer = setTimeout(preview, WAIT);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "id_payee" && form()) suggest();
});

// The signs of sums, which the keypads of phones lack.
document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-type]");
  if (!key) return;
  const field = document.getElementById("id_amount");
  field.setRangeText(key.dataset.type, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
