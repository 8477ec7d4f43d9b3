// Start: what waits for me, what runs, all cases with search, a new case.

import { h, fill, field, button } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, post } from '../lib/api.js';
import { on } from '../lib/events.js';
import { day } from '../lib/format.js';
import { chip, card, table } from '../lib/parts.js';
import { follow } from '../lib/jobs.js';
import { faultBox } from '../lib/fault.js';
import { isBroken } from '../lib/seal.js';

export async function show({ main }) {
  let cases = await get('/api/cases');
  const list = h('div'), tasks = h('div'), running = h('div', { id: 'running' });
  const search = h('input', { type: 'search', id: 'search', placeholder: t('start.searchHint'), on: { input: () => draw() } });
  const draw = () => { fill(list, rows(cases, search.value)); fill(tasks, waiting(cases)); };
  const renew = async () => { cases = await get('/api/cases').catch(() => cases); draw(); };
  fill(main, h('div', { class: 'title-row' }, h('h1', null, t('start.title')), fresh()),
    h('div', { class: 'columns' }, card(t('start.tasks'), tasks), card(t('start.running'), running)),
    card(t('start.cases'), h('div', { class: 'search' }, field(t('start.search'), search)), list));
  draw();
  const jobs = await follow(running, () => true, renew);
  if (!running.childElementCount) fill(running, h('p', { class: 'none' }, t('start.idle')));
  const ends = [on('case', renew), jobs.end];
  return () => ends.forEach((end) => end());
}

function rows(cases, search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = cases.filter((one) => words.every((word) => [one.id, one.pseudonym, one.therapy, one.date, one.state, one.cycle].join(' ').toLowerCase().includes(word)));
  return table(t('start.cases'), [[t('case.pseudonym'), (c) => h('a', { href: `#/case/${encodeURIComponent(c.id)}` }, c.pseudonym || c.id)], [t('case.therapy'), (c) => c.therapy ?? '–'], [t('case.cycle'), (c) => c.cycle ?? '–'],
    [t('case.date'), (c) => day(c.date)], [t('case.state'), (c) => [chip(c.state), isBroken(c) ? [' ', h('span', { class: 'chip state-error' }, `✗ ${t('sign.sealBroken')}`)] : null]], [t('case.changed'), (c) => String(c.changed ?? '').slice(0, 16).replace('T', ' ')]], fits, { id: 'cases', empty: search ? t('start.noneFound') : t('start.noCases') });
}

function waiting(cases) {
  const all = cases.flatMap((one) => (one.tasks ?? []).map((text) => ({ one, text })));
  if (!all.length) return h('p', { class: 'none' }, t('start.noTasks'));
  return h('ul', { class: 'tasks' }, all.map(({ one, text }) => h('li', null, h('a', { href: `#/case/${encodeURIComponent(one.id)}` }, one.pseudonym || one.id), ' ', text)));
}

function fresh() {
  const id = h('input', { type: 'text', required: true, pattern: '[A-Za-z0-9._\\-]+', id: 'new-case', autocomplete: 'off' }), message = h('div');
  const make = async (event) => {
    event.preventDefault();
    try { const made = await post('/api/cases', { id: id.value.trim() }); location.hash = `#/case/${encodeURIComponent(made?.id ?? id.value.trim())}/images`; } catch (error) { fill(message, faultBox(error)); }
  };
  return h('form', { class: 'inline', on: { submit: make } }, field(t('start.newCase'), id, { help: t('start.pseudonymsOnly') }), h('button', { type: 'submit', class: 'primary' }, t('start.create')), message);
}
