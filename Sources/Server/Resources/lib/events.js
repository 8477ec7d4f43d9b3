// One stream of server-sent events for the whole page, handed out by name (a browser opens six connections at most).

const listeners = new Map();
let source;

export function on(name, act) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(act);
  return () => listeners.get(name).delete(act);
}

export function connect() {
  source?.close();
  source = new EventSource('/api/events');
  source.onopen = () => { document.body.dataset.live = 'yes'; emit('open', null); };
  source.onerror = () => { document.body.dataset.live = 'no'; };
  for (const name of ['job', 'case', 'structures']) {
    source.addEventListener(name, (event) => emit(name, JSON.parse(event.data)));
  }
}

export function disconnect() { source?.close(); source = undefined; document.body.dataset.live = 'no'; }

function emit(name, value) { for (const act of listeners.get(name) ?? []) act(value); }
