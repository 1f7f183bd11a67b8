/* Saves what is chosen while it is chosen. Without this file every button does the same work. */

import { send } from "./write_server.js";

const AFTER_CHOOSING_MS = 2500;
const AFTER_LOOKING_ROUND_MS = 15000; // arrow keys choose as they go: time to read all answers
const RETRY_MS = 8000;

const form = document.getElementById("answering");
const line = document.querySelector("#saved [data-words]");
const safety = [...form.querySelectorAll("[data-positive-from]")];

let saved = answers(); // what the server has, as far as we know
let saving = null; // the one save under way
let soon;
let isStopped = false; // a person has to decide first
let isUnheard = false; // the last try got no answer
let isLeaving = false;

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

/* Returns how long to wait for another choice: longer while the focus is on a safety question. */
function pause() {
  return form.querySelector("[data-positive-from]:focus-within") ? AFTER_LOOKING_ROUND_MS : AFTER_CHOOSING_MS;
}

function save() {
  clearTimeout(soon);
  if (saving || isStopped || !form.isConnected || answers() === saved) return saving;
  return begin();
}

function begin() {
  saving ??= attempt().then((next) => {
    saving = null;
    if (next && answers() !== saved) plan(next);
  });
  return saving;
}

/* Tries to save once. Returns how long to pause before the next try; nothing if a person must act. */
async function attempt() {
  const trying = answers();
  const { status, answer } = await send(form);
  isUnheard = status === 0 || status >= 500;
  if (status === 200) return accept(answer, trying);
  if (status === 409) return stop(form.dataset.crossed);
  if (status === 403 || status === 404) return stop(form.dataset.elsewhere);
  if (!isUnheard) return stop(form.dataset.signedOut);
  say(form.dataset.offline);
  for (const group of safety) if (isPositive(group)) tell(group, "help-words");
  return RETRY_MS;
}

function accept(answer, trying) {
  saved = trying;
  if (answer.is_closed) return close(answer.review);
  form.elements.edition.value = answer.edition;
  say(form.dataset.saved.replace("{time}", answer.saved_at));
  if (answer.review) heard();
  return answer.is_crossed ? stop(form.dataset.crossed) : pause();
}

/* It was sent or put aside elsewhere: the next step leads to where that stands, or to the card. */
function close(isHeard) {
  if (isHeard) heard();
  return stop(form.dataset.elsewhere);
}

/* Somebody was asked to look: say so where the client is. The next step leads to the card. */
function heard() {
  for (const group of safety) tell(group, "told-words");
}

function isPositive(group) {
  const chosen = group.querySelector("input:checked");
  return chosen !== null && Number(chosen.value) >= Number(group.dataset.positiveFrom);
}

/* Puts words into the live region under a safety question; what the server said there stays. */
function tell(group, words) {
  const region = group.nextElementSibling;
  if (region.dataset.words === words || (region.firstElementChild && !region.dataset.words)) return;
  region.dataset.words = words;
  region.replaceChildren(document.getElementById(words).content.cloneNode(true));
}

function stop(message) {
  isStopped = true;
  say(message);
}

/* Tells whether the page may be left: the server has the answers, or has more to say about them. */
async function mayLeave() {
  await saving;
  if (!isStopped && (isUnheard || answers() !== saved)) await begin();
  if (navigator.onLine && !isUnheard) return true;
  say(form.dataset.offline);
  return false;
}

form.addEventListener("change", () => plan(pause()));
for (const group of safety) {
  group.addEventListener("focusout", (event) => group.contains(event.relatedTarget) || save());
}
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
  if (isLeaving) return;
  event.preventDefault(); // what is not saved yet must not be lost with the page
  if (!(await mayLeave()) || isLeaving) return;
  isLeaving = true;
  clearTimeout(soon);
  setTimeout(() => form.requestSubmit(event.submitter)); // a form is not sent while it still says so
});
