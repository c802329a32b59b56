// What a list lacks is created from it, in the middle of a form: the new option is put into the lists
// of the page, and nothing else of it is touched. An undo of the toast takes the option out again.

const PATIENCE = 15_000; // milliseconds, as long as other parts of a page wait for an answer
const says = document.body.dataset;
let key = ""; // of what is being created: the server takes a second try for the first one
let last = null; // the list from which something was created last

function nameKey(text) {
  return text.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}

// What may be created from a list by a text: nothing that it has, and of the kind of its form.
export function offered(select, text) {
  const name = text.trim().replace(/\s+/g, " ");
  const isThere = [...select.options].some((option) => nameKey(option.text) === nameKey(name));
  if (!isOpenForNew(select) || !name || isThere) return [];
  const kinds = select.dataset.kinds.split(" ");
  const kind = select.form?.elements.type?.value;
  return (kinds.includes(kind) ? [kind] : kinds).map((one) => ({ kind: one, name }));
}

export function isOpenForNew(select) {
  return Boolean(says.create && select.dataset.kinds);
}

export async function create(select, { kind, name }) {
  key ||= [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  const { value } = select.form.elements.csrfmiddlewaretoken;
  const next = location.pathname + location.search;
  const sent = new FormData();
  const stated = { csrfmiddlewaretoken: value, key, name, type: kind, next };
  for (const [field, text] of Object.entries(stated)) sent.append(field, text);
  try {
    const answer = await post(says.create, sent);
    if (answer.status !== 201) return { fault: await faultOf(answer) };
    const made = await answer.json();
    key = "";
    last = select;
    for (const list of listsOf(made.kind)) list.append(groupOf(made));
    toast(made.toasts);
    return { option: select.querySelector(`option[value="${made.value}"]`) };
  } catch {
    return { fault: says.offline }; // there is no network, or no answer within the time
  }
}

function post(address, body) {
  return fetch(address, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
}

function read(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

// What is wrong: in words of the form, or the title of the page that came instead.
async function faultOf(answer) {
  if (answer.status >= 500) return says.offline;
  const text = await answer.text();
  if (answer.headers.get("Content-Type") === "application/json") return JSON.parse(text).detail;
  return `${titleOf(text)}. ${says.createFails}`;
}

function titleOf(text) {
  return read(text).querySelector("h1")?.textContent.trim();
}

function listsOf(kind) {
  return document.querySelectorAll(`select[data-kinds~="${kind}"]`);
}

function groupOf({ name, value }) {
  const group = document.createElement("optgroup");
  group.label = name;
  group.append(new Option(name, value));
  return group;
}

function toast(text) {
  document.getElementById("toasts").replaceChildren(...read(text).getElementById("toasts").children);
  document.dispatchEvent(new Event("toast"));
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-unmakes]")) return;
  event.preventDefault();
  undo(event.target);
});

async function undo(form) {
  const place = form.previousElementSibling;
  try {
    const answer = await post(form.action, new FormData(form));
    const text = await answer.text();
    place.textContent = answer.ok ? read(text).querySelector("#toasts .toast span")?.textContent : titleOf(text);
    form.remove();
    if (answer.ok) takeOut(form.dataset.unmakes);
  } catch {
    place.textContent = says.offline;
  }
}

function takeOut(value) {
  for (const list of document.querySelectorAll("select[data-kinds]")) {
    const chosen = list.value === value;
    list.querySelector(`option[value="${value}"]`)?.parentElement.remove();
    if (chosen) list.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (last?.isConnected) last.focus();
}
