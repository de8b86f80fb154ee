// Keeps every file of the playground, so that it opens without a network after the first visit. Keeps nothing else.

/** What the build puts here. */
const version = '__VERSION__';
const keptFiles = '__KEPT_FILES__';

/** As far as this worker uses what browsers give it; the library of types for workers does not go with that for pages. */
interface Kept extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Asked extends Kept {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const cacheName = `trammel-${version}`;

const isKept = (event: Event): event is Kept => 'waitUntil' in event;
const isAsked = (event: Event): event is Asked => 'respondWith' in event;

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  const files = keptFiles.split(' ');
  // A file whose name has a hash is the same wherever it comes from; of the others the browser may hold an older version.
  await cache.addAll(files.map((file) => new Request(file, { cache: file.startsWith('./assets/') ? 'default' : 'reload' })));
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('trammel-') && name !== cacheName).map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  // What stands behind the address is for the page alone.
  const kept = await cache.match(request, { ignoreSearch: request.mode === 'navigate' });
  return kept ?? fetch(request);
}

addEventListener('install', (event) => {
  if (isKept(event)) event.waitUntil(keepAll());
});
addEventListener('activate', (event) => {
  if (isKept(event)) event.waitUntil(forgetOthers());
});
addEventListener('fetch', (event) => {
  if (isAsked(event) && event.request.method === 'GET') event.respondWith(answer(event.request));
});
