// Files that are dropped anywhere on a page of the book: sent as the form of the imports sends them.

function carriesFiles(event) {
  return document.body.dataset.upload && event.dataTransfer?.types.includes("Files");
}

function isForField(event) {
  return event.target.closest?.("input[type=file]");
}

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event) || isForField(event)) return;
  event.preventDefault();
  document.body.dataset.dropping = "";
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) delete document.body.dataset.dropping;
});

document.addEventListener("drop", (event) => {
  delete document.body.dataset.dropping;
  if (!carriesFiles(event) || isForField(event)) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.enctype = "multipart/form-data";
  form.action = document.body.dataset.upload;
  form.hidden = true;
  const field = Object.assign(document.createElement("input"), { type: "file", name: "file", multiple: true });
  field.files = event.dataTransfer.files;
  form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode(), field);
  document.body.append(form);
  form.submit();
});
