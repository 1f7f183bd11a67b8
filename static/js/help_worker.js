/* Who can help now, without a network: this worker keeps that one public page and the files it is drawn with, and nothing else.
   Its scope is that page, so no other page ever passes through it; it fetches without cookies, so what it keeps is nobody's. */

const PAGE = "/help-now";
const KEPT = "help-now";
const FILES = /(?:href|src)="(\/static\/[^"#]+)/g;

async function fetched(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok || answer.redirected) throw new Error("not to be kept");
  return answer;
}

async function keep() {
  const page = await fetched(PAGE);
  const text = await page.clone().text();
  const addresses = [...new Set([...text.matchAll(FILES)].map((found) => found[1]))];
  const files = await Promise.all(addresses.map(fetched));
  const kept = await caches.open(KEPT);
  await Promise.all(addresses.map((address, at) => kept.put(address, files[at])));
  await kept.put(PAGE, page);
  const wanted = new Set([PAGE, ...addresses].map((address) => new URL(address, location).href));
  for (const { url } of await kept.keys()) {
    if (!wanted.has(url)) await kept.delete(url); // an old page goes with its old files
  }
}

async function keptPage(place) {
  if (place) return Response.redirect(`${PAGE}#in-${encodeURIComponent(place.split("-")[0])}`);
  return (await caches.match(PAGE)) ?? Response.error();
}

async function freshPage(event, place) {
  try {
    const answer = await fetch(event.request);
    if (answer.status < 500) {
      event.waitUntil(keep().catch(() => {}));
      return answer;
    }
    return (await caches.match(PAGE)) ?? answer;
  } catch {
    return keptPage(place);
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keep());
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  if (method !== "GET" || address.origin !== location.origin) return;
  if (mode === "navigate" && address.pathname === PAGE) {
    event.respondWith(freshPage(event, address.searchParams.get("place")));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(file(event.request));
  }
});
