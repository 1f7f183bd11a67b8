/* Saves what is chosen while it is chosen. Without this file every button does the same work. */

import { send } from "./write_server.js";

const AFTER_CHOOSING_MS = 2500;
const RETRY_MS = 8000;

const form = document.getElementById("answering");
const line = document.querySelector("#saved [data-words]");
const told = document.getElementById("told");

let saved = answers(); // what the server has, as far as we know
let saving = null; // the one save under way
let soon;
let isStopped = false; // a person has to decide first

function answers() {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith("answer-"));
  return new URLSearchParams(fields).toString();
}

function say(message) {
  if (line.textContent !== message) line.textContent = message;
}

function plan(pause) {
  clearTimeout(soon);
  soon = setTimeout(save, pause);
}

function save() {
  clearTimeout(soon);
  if (saving || isStopped || !form.isConnected || answers() === saved) return saving;
  saving = attempt().then((pause) => {
    saving = null;
    if (pause && answers() !== saved) plan(pause);
  });
  return saving;
}

/* Tries to save once. Returns how long to pause before the next try; nothing if a person must act. */
async function attempt() {
  const trying = answers();
  const { status, answer } = await send(form);
  if (status === 200) return accept(answer, trying);
  if (status === 409) return stop(form.dataset.crossed);
  if (status === 400 || status === 401) return stop(form.dataset.signedOut);
  say(form.dataset.offline);
  return RETRY_MS;
}

function accept(answer, trying) {
  saved = trying;
  form.elements.edition.value = answer.edition;
  say(form.dataset.saved.replace("{time}", answer.saved_at));
  if (answer.review) tell();
  return answer.is_crossed ? stop(form.dataset.crossed) : AFTER_CHOOSING_MS;
}

/* Somebody was asked to look: say so where the client is, and show the card with the next step. */
function tell() {
  form.elements.card.value = "yes";
  if (!told?.hidden) return;
  told.hidden = false;
  told.append(document.getElementById("told-words").content.cloneNode(true));
}

function stop(message) {
  isStopped = true;
  say(message);
}

form.addEventListener("change", () => plan(AFTER_CHOOSING_MS));
document.addEventListener("leaving", () => save());
document.addEventListener("visibilitychange", () => save());
document.addEventListener("signed-out", (event) => {
  if (answers() === saved) return;
  event.preventDefault(); // what was chosen stays on the page until it is saved
  save();
});
addEventListener("online", () => save());
addEventListener("pagehide", () => save());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // the edition has moved on
});
form.addEventListener("submit", async (event) => {
  if (!saving) return;
  event.preventDefault(); // a save is under way: its edition must arrive before the form leaves
  await saving;
  clearTimeout(soon);
  form.requestSubmit(event.submitter);
});
