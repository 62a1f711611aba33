/* global VERSION, FILES */
// The service worker: the page and its files stay at hand without a network. The build writes VERSION and FILES above this.
//
// Names of files in `assets/` hold their content, so such a file is never out of date, and a document names the files that belong to it.
// The document, and the few files whose names do not tell their content, come from the network when there is one. A new version waits until no page of the old one is open; only then do the old files
// go, so that a page never finds half of itself.

const NAME = `commonweal-${self.registration.scope}-${VERSION}`;
const PREFIX = `commonweal-${self.registration.scope}-`;
const HOME = new URL("./", self.registration.scope).href;

async function keep() {
  const cache = await caches.open(NAME);
  const home = await fetch(HOME, { cache: "no-cache" });
  const text = await home.clone().text();
  const entry = FILES.filter((name) => name.endsWith(".js")).some((name) => text.includes(name));
  // A document of another version, published in this moment: the next visit tries again.
  if (!home.ok || !entry) throw new Error("the document does not belong to these files");
  // What the browser holds already is good under a name that tells its content, and no other.
  await cache.addAll(FILES.map((name) => new Request(new URL(name, HOME).href, { cache: name.startsWith("assets/") ? "force-cache" : "reload" })));
  await cache.put(HOME, home);
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The document: of the network, or else the one that was kept. */
async function home(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(NAME);
    const kept = await cache.match(HOME);
    if (kept) return kept;
    throw error;
  }
}

/** A file whose name does not tell its content: of the network, or else the one that was kept with this version. */
async function fresh(request) {
  try {
    const found = await fetch(request);
    if (found.ok) return found;
  } catch {
    // Without a network.
  }
  const cache = await caches.open(NAME);
  return (await cache.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

/** A file of the page: the one that was kept, or that of the network, which is kept then. */
async function file(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const found = await fetch(request);
  if (found.ok) {
    const cache = await caches.open(NAME);
    await cache.put(request.url, found.clone());
  }
  return found;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(HOME)) return;
  const path = new URL(request.url).pathname.slice(new URL(HOME).pathname.length);
  if (request.mode === "navigate") {
    if (path === "" || path === "index.html") event.respondWith(home(request));
  } else if (path.startsWith("assets/")) {
    event.respondWith(file(request));
  } else if (FILES.includes(path)) {
    event.respondWith(fresh(request));
  }
});
