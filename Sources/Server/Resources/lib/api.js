// Requests to the one server that this page came from, and its errors in their typed form.

import { t, worded } from './texts.js';

export class Fault extends Error {
  constructor(status, body) {
    const error = body?.errors?.[0] ?? body?.error ?? body ?? {};
    const say = (name) => worded(body?.texts?.[name], error[name]);
    super(say('what') ?? error.message ?? error.summary ?? (typeof error === 'string' ? error : `HTTP ${status}`));
    Object.assign(this, { status, what: this.message, where: error.where ?? error.at, why: say('why'),
      remedy: say('remedy'), field: error.field ?? /column (\w+)/.exec(error.at ?? '')?.[1] ?? error.at ?? error.where, body, others: (body?.errors ?? []).slice(1) });
  }
}

const watchers = new Set();
/// Called when the session has ended; the page stays as it is, so that nothing typed or drawn is lost.
export const onExpired = (act) => watchers.add(act);

export async function call(method, path, { json, body, query, type, raw, signal } = {}) {
  const url = path + (query ? `?${new URLSearchParams(query)}` : '');
  const headers = method === 'GET' ? {} : { 'X-Hepatica': '1' };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  else if (body !== undefined) headers['Content-Type'] = type ?? 'application/octet-stream';
  const answer = await fetch(url, { method, headers, body: json !== undefined ? JSON.stringify(json) : body, signal,
    credentials: 'same-origin' }).catch((error) => { throw away(error); });
  if (!answer.ok) throw await fault(answer);
  return raw ? answer : read(answer);
}

function away(error) {
  if (error.name === 'AbortError') return error;
  return new Fault(0, { what: t('fault.silent'), remedy: t('fault.silentHelp') });
}

async function fault(answer) {
  const body = await answer.json().catch(() => ({}));
  const problem = new Fault(answer.status, body);
  if (answer.status === 401 && !answer.url.endsWith('/api/login')) for (const act of watchers) act(problem);
  return problem;
}

async function read(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get('Content-Type') ?? '';
  return type.includes('json') ? answer.json() : answer.arrayBuffer();
}

export const get = (path, options) => call('GET', path, options);
export const post = (path, json, options) => call('POST', path, { json: json ?? {}, ...options });
export const put = (path, json, options) => call('PUT', path, { json, ...options });

/// The answer, or null where the server has none (404, 501).
export async function maybe(path, options) {
  try { return await get(path, options); } catch (error) {
    if ([404, 409, 501].includes(error.status)) return null;
    throw error;
  }
}

export const casePath = (id, rest = '') => `/api/cases/${encodeURIComponent(id)}${rest}`;
