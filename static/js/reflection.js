/* A client's reflection: the margin holds its notes, and opening it says that they were seen. */

import { holdNotes } from "./margin.js";

const text = document.querySelector("[data-text]");
const seen = document.querySelector("[data-seen]");

function saySeen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", saySeen);
  fetch(seen.action, { method: "POST", body: new FormData(seen), redirect: "manual", keepalive: true })
    .then(() => (seen.hidden = true))
    .catch(() => {}); // the button is still there
}

holdNotes(document.querySelector("[data-hold]"), text);
if (seen) {
  document.addEventListener("visibilitychange", saySeen);
  saySeen();
}
