// Passkeys. A form with data-passkey asks the device for a credential and sends it in its hidden
// field; it is shown only where that can be done: passkeys belong to a name, never to an IP address.
// The options come with the page, or from the address in data-from where nobody asked for them yet.
const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON
  && !/^[\d.]+$|:/.test(location.hostname);
let waiting = null;

async function optionsOf(form, signal) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" }, signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options.publicKey;
}

async function credentialFor(form, more) {
  const options = await optionsOf(form, more?.signal);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    });
  }
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more,
  });
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

async function asked(event) {
  const form = event.currentTarget;
  event.preventDefault();
  try {
    send(form, await credentialFor(form));
  } catch {
    form.querySelector("[data-failed]").hidden = false;
  }
}

// The browser offers passkeys among what it fills into the field of the name.
async function offered(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  try {
    send(form, await credentialFor(form, { mediation: "conditional", signal: waiting.signal }));
  } catch {
    // Nobody chose one, or the button was pressed.
  }
}

// Who sends a form wants no passkey any more. The answer to what is offered brings a session of its
// own: after that of the sign-in, it would sign the person out again.
document.addEventListener("submit", () => waiting?.abort(), true);

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", asked);
  if ("conditional" in form.dataset) offered(form);
}
