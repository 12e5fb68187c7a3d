/*
 * The service worker: a page for the time without a signal, and the tickets of this phone's owner.
 *
 * It keeps three things. The files of a release, whose names change with their content. A page
 * that says what still works, in each language. And the tickets that were opened here, with their
 * codes, as long as the server says so (see cms.offline). Nothing else is kept, and what is sent,
 * the admin and the door go past it.
 */

/* version, files, pages: {beginning of a path: the page that stands in for it}, keepUntil: name
   of a header, farewells: paths after which nothing personal stays, private: beginnings of paths
   that are never touched */
const SITE = {{ site|safe }};

const FILES = `files-${SITE.version}`;
const TICKETS = "tickets";
const TICKET = /\/tickets\/([a-z2-7]{26})(?:\/|\.png)$/i;
const SAVED_AT = "Saved-At";
const KEPT_FILE = /^\/(static|theme|art|icons)\b/;
const NAMED_AFTER_CONTENT = /\.[0-9a-f]{12}\.\w+$|^\/(theme|art|icons)\b/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (SITE.private.some((beginning) => pathname.startsWith(beginning))) return;
  if (request.method === "POST" && SITE.farewells.includes(pathname)) {
    event.waitUntil(caches.delete(TICKETS));
  }
  if (request.method !== "GET") return;
  if (TICKET.test(pathname)) event.respondWith(ticket(event, pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (KEPT_FILE.test(pathname)) event.respondWith(file(request, pathname));
});

async function install() {
  const cache = await caches.open(FILES);
  const paths = [...SITE.files, ...Object.values(SITE.pages)];
  const fresh = { cache: "reload", credentials: "omit" };
  await cache.addAll(paths.map((path) => new Request(path, fresh)));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("files-") && name !== FILES) await caches.delete(name);
  }
  await letGoOfThePast();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/* The answer of the network; for navigations it is on its way before the worker has woken up. */
async function ask(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function page(event, pathname) {
  try {
    return await ask(event);
  } catch {
    return standIn(pathname);
  }
}

async function standIn(pathname) {
  const beginnings = Object.keys(SITE.pages).filter((beginning) => pathname.startsWith(beginning));
  const closest = beginnings.sort((a, b) => b.length - a.length)[0];
  return (await find(FILES, SITE.pages[closest])) ?? Response.error();
}

async function file(request, pathname) {
  const kept = await find(FILES, pathname);
  if (kept && NAMED_AFTER_CONTENT.test(pathname)) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await keep(FILES, pathname, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function ticket(event, pathname) {
  const wanted = event.request.mode === "navigate" || event.request.destination === "image";
  try {
    const response = await ask(event);
    if (!wanted || response.redirected || response.status >= 500) return response;
    if (keepUntil(response) > Date.now()) await keep(TICKETS, pathname, stamped(response.clone()));
    else await forget(pathname);
    return response;
  } catch (error) {
    const kept = await find(TICKETS, pathname);
    if (kept) return event.request.mode === "navigate" ? marked(kept) : kept;
    if (event.request.mode === "navigate") return standIn(pathname);
    throw error;
  }
}

function keepUntil(response) {
  return Date.parse(response.headers.get(SITE.keepUntil) ?? "");
}

/* Pages vary by cookie; on one phone there is one visitor. */
async function find(name, pathname) {
  return (await caches.open(name)).match(pathname, { ignoreVary: true });
}

async function keep(name, pathname, response) {
  await (await caches.open(name)).put(pathname, response);
}

function stamped(response) {
  const headers = new Headers(response.headers);
  headers.set(SAVED_AT, new Date().toISOString());
  return new Response(response.body, { headers });
}

/* The page says itself that it is a copy, and of when: <html data-saved> shows its notice. */
async function marked(response) {
  const html = await response.text();
  const opening = `<html data-saved="${response.headers.get(SAVED_AT)}" `;
  return new Response(html.replace("<html ", opening), { headers: response.headers });
}

/* A cancelled ticket goes with its code, and in both languages. */
async function forget(pathname) {
  const code = TICKET.exec(pathname)[1];
  const cache = await caches.open(TICKETS);
  for (const request of await cache.keys()) {
    if (request.url.includes(code)) await cache.delete(request, { ignoreVary: true });
  }
}

async function letGoOfThePast() {
  const cache = await caches.open(TICKETS);
  for (const request of await cache.keys()) {
    const response = await cache.match(request, { ignoreVary: true });
    if (!(keepUntil(response) > Date.now())) await cache.delete(request, { ignoreVary: true });
  }
}
