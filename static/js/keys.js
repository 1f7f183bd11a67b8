/* Keys of a page: letters that can be turned off for good, and keys that work while a sentence has the focus. */

const STORED = "letters-as-keys";
const FIELDS = "input, textarea, select, [contenteditable], dialog";

/** Listen for `letters` anywhere but in fields, and for `focused` keys while a sentence has the focus. */
export function listen(letters, focused) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    const name = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
    const onSentence = event.target.closest("[data-sentence]") ? focused[name] : undefined;
    const deed = onSentence ?? (areLettersOn() ? letters[name] : undefined);
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

/** Show the list of keys, and let a person turn the letters off; returns how to open it. */
export function keySheet(part) {
  const sheet = part.querySelector("dialog");
  const tick = part.querySelector("[data-keys-on]");
  part.hidden = false;
  tick.checked = areLettersOn();
  tick.addEventListener("change", () => store(tick.checked));
  part.querySelector("[data-keys-open]").addEventListener("click", () => sheet.showModal());
  return () => sheet.showModal();
}

let remembered = true;

function areLettersOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return remembered; // a browser that keeps nothing remembers for this page
  }
}

function store(isOn) {
  remembered = isOn;
  try {
    localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {
    // kept for this page only
  }
}
