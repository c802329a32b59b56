// The form of an entry: how a text is read, what a split leaves open, which category fits.

const WAIT = 200; // milliseconds without a key, after which the server is asked
let timer = 0;

function form() {
  return document.getElementById("entry");
}

async function ask(address, names, source = form()) {
  const sent = new FormData(source);
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
  form().querySelector(".rest")?.classList.toggle("even", Boolean(said.adds_up));
}

// The list of categories that a form shows: of both kinds in the line for quick entry.
function categoriesOf(source) {
  if (source.matches(".quick")) return source.elements.category;
  const kind = source.elements.type.value;
  return source.elements[kind === "income" ? "category_in" : "category_out"];
}

async function suggest(source) {
  const field = categoriesOf(source);
  if (!field || field.value) return;
  const found = await ask(source.dataset.suggest, ["payee", "type"], source);
  if (!found.category || field.value) return;
  field.value = found.category;
  const hint = hintOf(source, field);
  hint.textContent = found.reason;
  field.addEventListener("change", () => { hint.textContent = ""; }, { once: true });
}

// Where the reason of a suggestion stands: below the list, or below the whole line.
function hintOf(source, field) {
  const place = source.matches(".quick") ? source.lastElementChild : field;
  if (place.matches(".hint")) return place;
  if (place.nextElementSibling?.matches("[role=status].hint")) return place.nextElementSibling;
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.setAttribute("role", "status");
  place.after(hint);
  return hint;
}

document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target)) return;
  clearTimeout(timer);
  timer = setTimeout(preview, WAIT);
});

document.addEventListener("change", (event) => {
  const source = event.target.form;
  if (event.target.name === "payee" && source?.dataset.suggest) suggest(source);
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
