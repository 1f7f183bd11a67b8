/* Says two minutes before the end that a sign-in runs out, and clears the page when it has. The server decides. */

const WARNED_S = 120;
const SETTLE_MS = 3000; // that this page was asked for may still be on its way into the server's books
const RETRY_MS = 15000;
const NOTED_EVERY_MS = 180000; // somebody at work is told of no more often than this
const WORDS = "textarea, input:not([type=hidden], [type=password])";

const bar = document.getElementById("staying");
const words = document.getElementById("staying-words");
const said = document.getElementById("staying-said");
const staying = bar.querySelector("form");

let endsAt = Date.now() + bar.dataset.left * 1000;
let noted = Date.now();
let before; // what had the focus
let next;

/* Returns the seconds left, 0 when somebody else or nobody is signed in, nothing without an answer. */
async function ask(address, options) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    if (response.status === 401) return 0;
    if (!response.ok) return undefined;
    const { seconds, writer } = await response.json();
    return writer === bar.dataset.writer ? seconds : 0;
  } catch {
    return undefined;
  }
}

async function look() {
  const seconds = await ask(bar.dataset.ask);
  if (seconds === 0 || (seconds === undefined && Date.now() > endsAt)) return clear();
  if (seconds === undefined) return again(RETRY_MS);
  follow(seconds, bar.dataset.soon);
}

/* Goes by what the server said. */
function follow(seconds, warning) {
  endsAt = Date.now() + seconds * 1000;
  if (seconds <= WARNED_S) warn(warning);
  else rest();
  again((seconds > WARNED_S ? seconds - WARNED_S : seconds) * 1000);
}

function again(pause) {
  clearTimeout(next);
  next = setTimeout(look, Math.max(SETTLE_MS, pause));
}

function warn(warning) {
  if (!bar.hidden && words.textContent === warning) return;
  words.textContent = said.textContent = warning;
  if (!bar.hidden) return;
  bar.hidden = false;
  before = document.activeElement;
  if (!before.matches(WORDS)) staying.querySelector("button").focus({ preventScroll: true });
}

function rest() {
  if (bar.hidden) return;
  const wasInside = bar.contains(document.activeElement);
  bar.hidden = true;
  said.textContent = bar.dataset.stayed;
  if (wasInside) before?.focus({ preventScroll: true });
}

async function stay() {
  noted = Date.now();
  const body = new URLSearchParams(new FormData(staying));
  const seconds = await ask(staying.action, { method: "POST", body });
  if (seconds) follow(seconds, bar.dataset.atLast);
  else look();
}

/* Somebody at work stays signed in; while the warning stands, only writing says so by itself. */
function notice(event) {
  if (!bar.hidden ? event.type === "input" : Date.now() - noted > NOTED_EVERY_MS) stay();
}

/* Nothing private stays on the screen, and nothing written is lost. */
function clear() {
  clearTimeout(next);
  if (!document.dispatchEvent(new Event("signed-out", { cancelable: true }))) return again(RETRY_MS);
  const written = [...document.forms].find(holdsWords);
  if (written) return HTMLFormElement.prototype.submit.call(written); // the sign-in page takes it along
  document.body.replaceChildren();
  location.replace(`${bar.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

function holdsWords(form) {
  if (form.method !== "post" || form.id === "writing") return false;
  return [...form.querySelectorAll(WORDS)].some((each) => each.value.trim() && each.value !== each.defaultValue);
}

staying.addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
for (const sign of ["keydown", "pointerdown", "wheel", "input"]) addEventListener(sign, notice, { passive: true });
document.addEventListener("visibilitychange", () => document.hidden || look());
addEventListener("pageshow", (event) => event.persisted && look());
again((bar.dataset.left - WARNED_S) * 1000);
