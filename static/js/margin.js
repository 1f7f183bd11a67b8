/* The margin: notes stand beside the text and may reach below it, so the page grows with them. */

/** Keep `part`, which holds the text and what follows it, at least as high as the lowest note. */
export function holdNotes(part, text) {
  text.classList.remove("set--grid"); // this page can grow, so no note need push the text apart
  const notes = () => [...text.querySelectorAll(".row > .note")];

  function fit() {
    part.style.minBlockSize = "";
    const top = part.getBoundingClientRect().top;
    const lowest = Math.max(0, ...notes().map((note) => note.getBoundingClientRect().bottom - top));
    if (lowest > part.offsetHeight) part.style.minBlockSize = `${Math.ceil(lowest)}px`;
  }

  const sizes = new ResizeObserver(() => requestAnimationFrame(fit));
  const watch = () => {
    sizes.disconnect();
    for (const each of [document.body, ...notes()]) sizes.observe(each);
    fit();
  };
  new MutationObserver(watch).observe(text, { childList: true, subtree: true });
  watch();
}
