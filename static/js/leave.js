/* Leave quickly: Shift three times, or the link, blanks the page and goes elsewhere, leaving no step back to it. */

const PRESSES = 3;
const WITHIN_MS = 1500;

const link = document.querySelector("[data-leave-to]");
let presses = [];

function leave() {
  document.title = "";
  document.body.replaceChildren();
  location.replace(link.dataset.leaveTo);
}

function countPress(event) {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
  if (presses.length >= PRESSES) leave();
}

if (link) {
  document.addEventListener("keydown", countPress);
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
