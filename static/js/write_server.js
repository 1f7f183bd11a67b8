/* What write.js asks of the server: to save the form, and for a fresh token after signing in again. */

const TIME_LIMIT_MS = 15000;
const KEEPALIVE_BYTES = 60000; // browsers let 64 KB outlive a page

/* Returns the status (0: no answer) and the answer's JSON. */
export async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "save");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      keepalive: body.toString().length < KEEPALIVE_BYTES,
      signal: AbortSignal.timeout?.(TIME_LIMIT_MS),
    });
    return { status: response.status, answer: await response.json() };
  } catch {
    return { status: 0, answer: {} };
  }
}

/* Returns who is signed in now and their token; neither while nobody is. */
export async function freshToken(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = page.getElementById("writing");
    return { writer: form?.dataset.writer, token: form?.elements.csrf_token.value };
  } catch {
    return {};
  }
}
