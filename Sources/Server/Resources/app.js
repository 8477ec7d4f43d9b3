// The shell: bar, rail, main, drawer; one page at a time by the address behind #.

import { h, fill, button } from './lib/dom.js';
import { loadTexts, t, missing } from './lib/texts.js';
import { get, post, onExpired } from './lib/api.js';
import { connect, disconnect } from './lib/events.js';
import { bind, listen, helpDialog } from './lib/keys.js';
import { hide } from './lib/drawer.js';
import { faultBox } from './lib/fault.js';
import { askLogin } from './pages/login.js';
import { routes } from './routes.js';

let session, leave, turn = 0;

async function begin() {
  await loadTexts();
  document.body.append(...shell());
  listen();
  bind({ help: helpDialog, cancel: hide });
  onExpired(expired);
  addEventListener('hashchange', show);
  try { await enter(await get('/api/session')); } catch (error) { if (error.status !== 401) fill(document.getElementById('main'), faultBox(error)); }
}

async function enter(value) {
  session = value;
  const previous = document.body.dataset.account;
  document.body.dataset.account = session.account ?? '';
  fill(document.getElementById('who'), session.mode === 'department' ? [h('span', null, session.account), ' ', button(t('logout'), logout, { class: 'tiny on-dark' })] : t('alone'));
  connect();
  if (!leave || previous !== document.body.dataset.account) await show();
}

async function logout() { await post('/api/logout').catch(() => {}); disconnect(); location.reload(); }

// The page stays behind the dialogue: what was typed or drawn is still there after logging in again.
let asking = false;
async function expired() {
  if (asking) return;
  asking = true;
  disconnect();
  const next = await askLogin(Boolean(session));
  asking = false;
  await enter(next);
}

function shell() {
  return [h('a', { class: 'skip', href: '#main', on: { click: (event) => { event.preventDefault(); document.getElementById('main').focus(); } } }, t('skip')),
    h('header', { id: 'bar' }, h('a', { class: 'brand', href: '#/', 'aria-label': t('home') }, h('img', { src: '/assets/icon.svg', alt: '', width: 24, height: 24 }), 'Hepatica'),
      h('div', { id: 'context' }), h('span', { class: 'research' }, t('research')), h('span', { id: 'who' }), button('?', helpDialog, { class: 'icon on-dark', 'aria-label': t('help') })),
    h('nav', { id: 'rail', 'aria-label': t('rail') }), h('main', { id: 'main', tabindex: -1 }),
    h('aside', { id: 'drawer', hidden: true, 'aria-label': t('drawer.title') }), h('div', { id: 'live', class: 'unseen', 'aria-live': 'polite' }),
    h('footer', { id: 'foot' }, t('researchLong'))];
}

async function show() {
  const mine = ++turn, [main, context, side] = ['main', 'context', 'rail'].map(fresh);
  const path = decodeURIComponent(location.hash.replace(/^#/, '') || '/').split('?')[0];
  leave?.();
  leave = () => {};
  hide();
  document.body.removeAttribute('data-ready');
  fill(main, h('p', { class: 'waiting' }, t('loading')));
  scrollTo(0, 0);
  const parts = path.split('/').filter(Boolean);
  const route = routes.find(({ pattern }) => match(pattern, parts)) ?? routes[0];
  rail(parts[0] ?? '');
  try {
    const page = await route.load();
    if (mine !== turn) return;
    const end = await page.show({ main, rail: side, context, session, parts, values: match(route.pattern, parts) ?? {} });
    if (mine === turn) leave = end ?? (() => {}); else end?.();
  } catch (error) { if (mine === turn) { console.warn(error); fill(main, faultBox(error)); } }
  if (mine === turn) { document.body.dataset.ready = path; document.body.dataset.missing = [...missing].join(' '); title(main); }
}

/// An empty element in the place of the old one: a page that comes late fills what nobody sees any more.
function fresh(id) {
  const old = document.getElementById(id), node = old.cloneNode(false);
  old.replaceWith(node);
  return node;
}

function title(main) { document.title = [main.querySelector('h1')?.textContent, 'Hepatica'].filter(Boolean).join(' · '); }

function match(pattern, parts) {
  const names = pattern.split('/').filter(Boolean), values = {};
  if (parts.length > names.length || parts.length < names.filter((n) => !n.endsWith('?')).length) return undefined;
  for (const [i, name] of names.entries()) {
    if (name.startsWith(':')) values[name.replace(/[:?]/g, '')] = parts[i];
    else if (name !== parts[i]) return undefined;
  }
  return values;
}

function rail(at) {
  const all = [['', 'start', 'see'], ['plans', 'plans', 'readCases'], ['patients', 'patients', 'readRegistry'], ['visits', 'visits', 'readRegistry'], ['queries', 'queries', 'readRegistry'], ['cohort', 'cohort', 'readRegistry'], ['trials', 'trials', 'readTrials'], ['operations', 'operations', 'see']];
  const items = all.filter(([path, , need]) => session.may.includes(need) && (session.registry !== false || !['visits', 'queries'].includes(path)));
  fill(document.getElementById('rail'), h('ul', null, items.map(([path, name]) => h('li', null, h('a', { href: `#/${path}`, 'aria-current': at === path ? 'page' : null }, t(`rail.${name}`))))));
}

begin();
