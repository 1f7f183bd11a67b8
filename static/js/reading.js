/* The reading view: choose words by mouse, touch or keyboard, and answer them in the margin. */

import { composing } from "./composer.js";
import { keySheet, listen } from "./keys.js";
import { holdNotes } from "./margin.js";
import { passageOf, passageOfSentences } from "./selection.js";
import { stepping } from "./sentences.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const text = find("text");
const bar = find("chosen");
const composer = composing(find("composer"), find("composer-home"), text);
const sentences = stepping(text, find("announce"));
let selected = null; // the passage last selected by mouse or touch
let range = null;

function paint(chosen) {
  if (!("highlights" in CSS)) return;
  if (chosen) CSS.highlights.set("chosen", new Highlight(chosen));
  else CSS.highlights.delete("chosen");
}

function letGo() {
  [selected, range] = [null, null];
  bar.hidden = true;
  paint(null);
  sentences.letGo();
}

function currentRange() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const current = selection.getRangeAt(0);
  return current.intersectsNode(text) ? current : null;
}

document.addEventListener("selectionchange", () => {
  const current = currentRange();
  const passage = current && passageOf(text, current);
  if (!passage) return; // pressing a button may end a selection; the words stay chosen
  [selected, range] = [passage, current.cloneRange()];
  bar.querySelector("[data-chosen-words]").textContent = passage.quote.trim();
  bar.hidden = false;
});
text.addEventListener("click", () => {
  if (!currentRange()) letGo();
});

function chosen() {
  const ends = sentences.chosen();
  return selected ?? (ends && passageOfSentences(text, ...ends));
}

function annotate() {
  const passage = chosen();
  if (!passage) return sentences.move(0);
  bar.hidden = true;
  paint(range);
  composer.beside(passage);
  selected = null;
}

function step(by, extend) {
  if (selected) letGo();
  document.getSelection().removeAllRanges();
  sentences.move(by, extend);
}

const form = find("composer");
form.addEventListener("change", (event) => {
  if (!["first", "last"].includes(event.target.name)) return;
  const first = form.elements.first.value;
  if (!first) return composer.aboutWhole();
  const last = Math.max(Number(form.elements.last.value || first), Number(first));
  composer.take(passageOfSentences(text, sentences.all[Number(first)], sentences.all[last]));
});

function noteInPrivate(passage) {
  const slip = find("private-form");
  slip.elements.quote.value = passage ? passage.quote : "";
  find("private-words").textContent = passage ? passage.quote.trim() : "";
  find("private-on").hidden = !passage;
  find("private-clear").hidden = false;
  slip.elements.body.focus();
}

find("annotate").addEventListener("click", annotate);
if (find("private-form")) {
  find("note-privately").addEventListener("click", () => {
    const passage = chosen();
    letGo();
    noteInPrivate(passage);
  });
  find("private-clear").addEventListener("click", () => noteInPrivate(null));
}

const openKeys = keySheet(find("keys"));
const follow = () => document.querySelector("main a[rel=next]")?.click();
listen(
  {
    j: () => step(1, false),
    k: () => step(-1, false),
    J: () => step(1, true),
    K: () => step(-1, true),
    a: annotate,
    r: () => composer.aboutWhole(),
    n: follow,
    "?": openKeys,
  },
  {
    ArrowDown: () => step(1, false),
    ArrowRight: () => step(1, false),
    ArrowUp: () => step(-1, false),
    ArrowLeft: () => step(-1, false),
    "Shift+ArrowDown": () => step(1, true),
    "Shift+ArrowRight": () => step(1, true),
    "Shift+ArrowUp": () => step(-1, true),
    "Shift+ArrowLeft": () => step(-1, true),
    Enter: annotate,
    Escape: letGo,
  },
);
holdNotes(find("hold"), text);
