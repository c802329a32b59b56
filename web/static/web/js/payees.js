// Fields of payees offer the names of the book. The form of an entry brings them with it; on other
// pages they are fetched once somebody comes to such a field.

let isAsked = false;

async function fetchNames(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return (await answer.json()).names;
}

document.addEventListener("focusin", async ({ target }) => {
  const address = document.body.dataset.payees;
  if (isAsked || !address || !target.matches("input[list=payees]") || target.list) return;
  isAsked = true;
  try {
    const names = await fetchNames(address);
    const list = document.createElement("datalist");
    list.id = "payees";
    list.append(...names.map((name) => new Option("", name)));
    document.body.append(list);
  } catch {
    isAsked = false; // the next field asks again
  }
});
