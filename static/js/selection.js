/* Passages: from what a person selected on the page to code points of the text, as the server counts them. */

const CONTEXT = 32; // code points kept before and after a quote, as in anchor.py

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;
const count = (string) => Array.from(string).length;

const pieces = (element) => [...element.querySelectorAll("[data-start]")];

/** The whole text as an array of code points, put together from the page. */
export function codePoints(text) {
  const rows = [...text.querySelectorAll("p[data-before]")];
  const words = rows.map((row) => row.dataset.before + pieces(row).map((one) => one.textContent).join(""));
  return Array.from(words.join(""));
}

/** The passage that a Range covers, or null where it holds no word of the text. */
export function passageOf(text, range) {
  const covered = pieces(text).map((piece) => stretch(piece, range)).filter(Boolean);
  if (!covered.length) return null;
  return passage(text, covered[0].start, covered.at(-1).end, covered[0].piece);
}

/** The passage from one sentence to another, both elements of the page. */
export function passageOfSentences(text, first, last) {
  const range = document.createRange();
  range.setStartBefore(first);
  range.setEndAfter(last);
  return passageOf(text, range);
}

/** The element that holds code point `at`. */
export function pieceAt(text, at) {
  return pieces(text).findLast((piece) => Number(piece.dataset.start) <= at);
}

function passage(text, start, end, piece) {
  const points = codePoints(text);
  const quote = points.slice(start, end).join("");
  if (!quote.trim()) return null;
  return {
    start,
    end,
    quote,
    prefix: points.slice(Math.max(0, start - CONTEXT), start).join(""),
    suffix: points.slice(end, end + CONTEXT).join(""),
    sentence: piece.closest("[data-sentence]"),
  };
}

/** The code points of one piece that a Range covers; halves of a pair are taken whole. */
function stretch(piece, range) {
  const node = piece.firstChild;
  if (!node || !range.intersectsNode(node)) return null;
  const string = node.data;
  let from = node === range.startContainer ? range.startOffset : 0;
  let to = node === range.endContainer ? range.endOffset : string.length;
  if (isLow(string.charCodeAt(from)) && isHigh(string.charCodeAt(from - 1))) from -= 1;
  if (isLow(string.charCodeAt(to)) && isHigh(string.charCodeAt(to - 1))) to += 1;
  if (from >= to) return null;
  const start = Number(piece.dataset.start) + count(string.slice(0, from));
  return { piece, start, end: start + count(string.slice(from, to)) };
}
