/* Passkeys: asks the browser for one, and puts its answer into the form. Without this script the buttons stay hidden. */

const part = document.querySelector("[data-passkey]");
const form = part?.closest("form");
let waiting = null;

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const textOf = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function question() {
  const asked = JSON.parse(part.dataset.question);
  asked.challenge = bytesOf(asked.challenge);
  if (asked.user) asked.user.id = bytesOf(asked.user.id);
  for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
    for (const each of list ?? []) each.id = bytesOf(each.id);
  }
  return asked;
}

/* What the server reads: the parts of the answer that are bytes, as text. */
function answer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = parts.filter((name) => response[name]).map((name) => [name, textOf(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(told),
    clientExtensionResults: {},
  });
}

/* Only one question may be open at a time: the quiet one in the address field gives way to the button. */
async function ask(options) {
  waiting?.abort();
  waiting = new AbortController();
  const how = part.dataset.passkey === "make" ? "create" : "get";
  return navigator.credentials[how]({ publicKey: question(), signal: waiting.signal, ...options });
}

function send(credential) {
  form.elements.credential.value = answer(credential);
  form.requestSubmit(part.querySelector("button"));
}

async function onSubmit(event) {
  if (event.submitter !== part.querySelector("button") || form.elements.credential.value) return;
  event.preventDefault();
  const said = part.querySelector("[role=status]");
  said.textContent = "";
  try {
    send(await ask({}));
  } catch {
    said.textContent = said.dataset.unused;
  }
}

/* The browser may offer a passkey where the address is typed. */
async function offerQuietly() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    send(await ask({ mediation: "conditional" }));
  } catch {
    // not wanted, or the button was quicker: the page stays as it is
  }
}

if (part && window.PublicKeyCredential && navigator.credentials) {
  part.hidden = false;
  document.querySelector("[data-passkey-lacking]")?.remove();
  form.addEventListener("submit", onSubmit);
  // Coming back with the back button: an answer that was sent once is used up.
  addEventListener("pageshow", () => (form.elements.credential.value = ""));
  if (form.querySelector("[autocomplete~=webauthn]")) offerQuietly();
}
