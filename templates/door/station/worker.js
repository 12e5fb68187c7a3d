/*
 * The service worker of a station: its page and its files, so that the door opens without a signal.
 * It keeps nothing about anybody; what is asked of the library goes past it.
 */

/* version; page: its address; files: what it needs */
const APP = {{ app|safe }};
const CACHE = `station-${APP.version}`;
const PATIENCE = 2500; /* milliseconds that a page may take before the kept one is shown */

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (pathname === APP.page) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([APP.page, ...APP.files].map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("station-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) await cache.put(APP.page, response.clone());
    return response;
  } catch {
    return (await cache.match(APP.page, { ignoreVary: true })) ?? Response.error();
  }
}

async function file(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pathname, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(pathname, response.clone());
  return response;
}
