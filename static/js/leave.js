/* Leave quickly: Shift three times, or the link, blanks the page and goes elsewhere, leaving no step back to it.
   How many presses are left is said when Shift is let go: a capital letter or Shift and Tab are no press, and say nothing. */

const PRESSES = 3;
const WITHIN_MS = 5000;

const link = document.querySelector("[data-leave-to]");
const heard = document.createElement("p");
let presses = [];

function leave() {
  document.dispatchEvent(new Event("leaving")); // what is half written is saved on the way out
  document.title = "";
  document.body.replaceChildren();
  location.replace(link.dataset.leaveTo);
}

function countPress(event) {
  if (event.key !== "Shift") {
    presses = [];
    heard.textContent = "";
    return;
  }
  if (event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
  if (presses.length >= PRESSES) leave();
}

function sayHowMany(event) {
  if (event.key !== "Shift" || presses.length === 0) return;
  heard.textContent = presses.length === 1 ? link.dataset.twice : link.dataset.once;
}

if (link) {
  heard.className = "visually-hidden";
  heard.setAttribute("role", "status");
  document.body.append(heard);
  document.addEventListener("keydown", countPress);
  document.addEventListener("keyup", sayHowMany);
  for (const each of document.querySelectorAll("[data-leave-to]")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  // A page taken from the back-forward cache would come back blank.
  addEventListener("pageshow", (event) => {
    if (event.persisted && !document.body.firstElementChild) location.reload();
  });
}
