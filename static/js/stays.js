/* Keeps a form and its words on the page while the portal does not answer. Without this file it is simply sent. */

const TIME_LIMIT_MS = 8000;

async function answers(address) {
  try {
    return (await fetch(address, { cache: "no-store", signal: AbortSignal.timeout?.(TIME_LIMIT_MS) })).ok;
  } catch {
    return false;
  }
}

for (const form of document.querySelectorAll("form[data-ask]")) {
  const line = form.querySelector("[data-words]");
  let isLeaving = false;

  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    const isThere = await answers(form.dataset.ask);
    if (isLeaving) return;
    line.textContent = isThere ? "" : form.dataset.offline;
    if (!isThere) return line.scrollIntoView({ block: "center" });
    isLeaving = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });
}
