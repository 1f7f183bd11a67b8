/* Stepping through a text one sentence at a time, or taking in several, and saying aloud where one is. */

const HERE = "sentence--here";

/** Returns how to move and what is chosen. `announce` is a live region with its sentences as data. */
export function stepping(text, announce) {
  const sentences = [...text.querySelectorAll("[data-sentence]")];
  let fixed = -1; // where the choice began
  let moving = -1; // the end that moves, where the focus is

  function show() {
    const [first, last] = [Math.min(fixed, moving), Math.max(fixed, moving)];
    sentences.forEach((sentence, at) => {
      sentence.classList.toggle(HERE, moving >= 0 && at >= first && at <= last);
      sentence.tabIndex = at === Math.max(moving, 0) ? 0 : -1;
    });
    say(first, last);
  }

  function say(first, last) {
    const words = first === last ? announce.dataset.one : announce.dataset.several;
    const places = { first: first + 1, last: last + 1, total: sentences.length };
    announce.textContent = moving < 0 ? "" : words.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  }

  function firstInView() {
    const at = sentences.findIndex((sentence) => sentence.getBoundingClientRect().bottom > 0);
    return at < 0 ? 0 : at;
  }

  function choose(first, last = first) {
    [fixed, moving] = [first, last];
    show();
  }

  function move(by, extend) {
    if (!sentences.length) return;
    const next = moving < 0 ? firstInView() : Math.min(Math.max(moving + by, 0), sentences.length - 1);
    choose(extend && fixed >= 0 ? fixed : next, next);
    sentences[moving].focus();
  }

  /** The first and last sentence chosen, or null. */
  function chosen() {
    if (moving < 0) return null;
    return [sentences[Math.min(fixed, moving)], sentences[Math.max(fixed, moving)]];
  }

  text.addEventListener("focusin", (event) => {
    const at = sentences.indexOf(event.target);
    if (at >= 0 && moving < 0 && event.target.matches(":focus-visible")) choose(at);
  });
  show();
  return { move, chosen, letGo: () => choose(-1), all: sentences };
}
