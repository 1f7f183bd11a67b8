/* The composer: one form that lies in the margin beside the chosen words, or at home for the whole. */

import { pieceAt } from "./selection.js";

const FIELDS = ["start", "end", "quote", "prefix", "suffix"];

/** Returns how to put the form beside a passage, and back. `text` is the set page. */
export function composing(form, home, text) {
  const body = form.elements.body;
  const whole = form.querySelector("[data-whole]");
  let isSending = false;

  function show(words) {
    for (const each of form.querySelectorAll("[data-on-words]")) each.hidden = !words;
    form.querySelector("[data-on-whole]").hidden = Boolean(words);
    form.querySelector("[data-quoted]").textContent = words.trim();
    whole.hidden = !words;
  }

  function mark(sentence) {
    text.querySelector("[data-composing]")?.removeAttribute("data-composing");
    sentence?.setAttribute("data-composing", "");
  }

  /** Take a passage into the hidden fields. */
  function take(passage) {
    for (const name of FIELDS) form.elements[name].value = passage[name];
    show(passage.quote);
    mark(passage.sentence);
  }

  /** Lie in the margin of the row where the passage begins, among its notes in the order of the text. */
  function lieBeside(sentence) {
    const row = sentence.closest(".row");
    const at = Number(form.elements.start.value);
    const later = [...row.querySelectorAll(".note[data-at]")].find((note) => Number(note.dataset.at) > at);
    row.insertBefore(form, later ?? null);
    form.classList.add("composer--beside");
  }

  function beside(passage) {
    take(passage);
    form.elements.first.value = form.elements.last.value = "";
    lieBeside(passage.sentence);
    body.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  function aboutWhole() {
    for (const name of FIELDS) form.elements[name].value = "";
    show("");
    mark(null);
    home.append(form);
    form.classList.remove("composer--beside");
    body.focus();
  }

  whole.addEventListener("click", aboutWhole);
  form.addEventListener("submit", () => (isSending = true));
  addEventListener("beforeunload", (event) => {
    if (body.value.trim() && body.value !== body.defaultValue && !isSending) event.preventDefault();
  });
  document.addEventListener("signed-out", () => (isSending = true)); // idle.js carries the words on
  addEventListener("pageshow", () => (isSending = false));
  show(form.elements.quote.value);
  if (form.elements.quote.value) {
    const sentence = pieceAt(text, Number(form.elements.start.value))?.closest("[data-sentence]");
    mark(sentence);
    if (sentence) lieBeside(sentence);
  }
  return { take, beside, aboutWhole };
}
