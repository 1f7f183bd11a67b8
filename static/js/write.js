/* Saves what is being written while it is written. Without this file the buttons do the same work. */

import { send, freshToken } from "./write_server.js";

const AFTER_TYPING_MS = 3000;
const AT_LEAST_MS = 10000;
const RETRY_MS = 8000;

const form = document.getElementById("writing");
const line = document.getElementById("saved");

let saved = served(); // what the server has, as far as we know
let saving = null; // the one save under way
let sent = []; // texts whose answer was lost: they may have arrived
let isLeaving = false;
let isStopped = false; // a person has to decide first
let soon, latest;

function words(from = form) {
  const fields = new URLSearchParams(new FormData(from));
  for (const name of ["csrf_token", "version", "key"]) fields.delete(name);
  return fields.toString();
}

/* What was typed before this script came, what a browser brings back, and what was refused, is news. */
function served() {
  if (form.querySelector("[role=alert]")) return "";
  const sheet = form.cloneNode(true);
  sheet.reset();
  return words(sheet);
}

function hasNews() {
  return words() !== saved && (hasBegun() || form.elements.body.value.trim() !== "");
}

function hasBegun() {
  return form.action !== new URL(form.dataset.begin, location).href;
}

function say(message, { isSaved = false, link } = {}) {
  line.classList.toggle("saved--waiting", !isSaved);
  line.querySelector("[data-tick]").hidden = !isSaved;
  const shown = line.querySelector("[data-words]");
  if (shown.dataset.words === message) return; // not read out again and again
  shown.dataset.words = message;
  shown.replaceChildren(message, ...(link ? [" ", link] : []));
}

function plan(pause) {
  clearTimeout(soon);
  soon = setTimeout(save, pause);
  latest ??= setTimeout(save, Math.max(AT_LEAST_MS, pause));
}

function save() {
  clearTimeout(soon);
  clearTimeout(latest);
  latest = undefined;
  if (saving || isStopped || !hasNews()) return saving;
  saving = attempt().then((pause) => {
    saving = null;
    if (pause !== undefined && hasNews()) plan(pause);
  });
  return saving;
}

/* Tries to save once. Returns how long to pause before the next try; nothing if a person must act. */
async function attempt() {
  const trying = words();
  const text = stored(form.elements.body.value);
  const { status, answer } = await send(form);
  if (status !== 200) sent.push(text);
  const after = { 0: wait, 200: accept, 400: refused, 401: signIn, 404: beginAnew, 409: crossed }[status] ?? wait;
  return after(answer, trying);
}

function accept(answer, trying) {
  saved = trying;
  sent = [];
  goOnAt(answer);
  say(form.dataset.saved.replace("{time}", answer.saved_at), { isSaved: true });
  return AFTER_TYPING_MS;
}

function goOnAt({ version, edit_url: address }) {
  form.elements.version.value = version;
  if (!address || hasBegun()) return;
  form.action = address;
  history.replaceState(null, "", address); // a reload finds the draft, not an empty sheet
}

function wait() {
  say(form.dataset.offline);
  return RETRY_MS;
}

function refused(answer) {
  if (answer.error === "form") return signIn();
  say(`${form.dataset.refused} ${(answer.messages ?? []).join(" ")}`);
}

/* The sign-in ran out, or was renewed in another tab: then a fresh token is all that is missing. */
async function signIn() {
  const { writer, token } = await freshToken(form.dataset.fresh);
  if (!writer) {
    const link = document.createElement("a");
    Object.assign(link, { href: form.dataset.signInUrl, target: "_blank", rel: "noopener", textContent: form.dataset.signIn });
    say(form.dataset.signedOut, { link });
    return RETRY_MS;
  }
  if (writer !== form.dataset.writer) return stop(form.dataset.other);
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  return 0;
}

function beginAnew() {
  form.action = form.dataset.begin; // thrown away in another window, but written on here
  form.elements.version.value = 0;
  return 0;
}

/* The answer to our own save may have been lost: then what is saved is one of the texts we sent. */
function crossed(answer) {
  if (sent.slice(0, -1).includes(answer.body)) {
    goOnAt(answer);
    return 0;
  }
  return stop(form.dataset.stale);
}

function stop(message) {
  isStopped = true;
  say(message);
}

function stored(text) {
  return text.replace(/\r\n?/g, "\n").normalize("NFC");
}

form.addEventListener("input", () => plan(AFTER_TYPING_MS));
document.addEventListener("leaving", () => save());
document.addEventListener("signed-out", (event) => {
  if (!hasNews()) return;
  event.preventDefault(); // the words stay on the page until they are saved
  save();
});
document.addEventListener("visibilitychange", () => save());
addEventListener("online", () => save());
addEventListener("pagehide", () => save());
addEventListener("pageshow", (event) => {
  isLeaving = false;
  if (event.persisted) saved = "";
  save();
});
addEventListener("beforeunload", (event) => {
  // Leaving quickly empties the page first and must not be asked about.
  if (!isLeaving && form.isConnected && hasNews()) event.preventDefault();
});
form.addEventListener("submit", async (event) => {
  if (!navigator.onLine) {
    event.preventDefault();
    return wait();
  }
  isLeaving = true;
  if (!saving) return;
  event.preventDefault(); // a save is under way: its version must arrive before the form leaves
  await saving;
  clearTimeout(soon);
  form.requestSubmit(event.submitter);
});
form.elements.title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  form.elements.body.focus();
});
