// Start: what waits for me, what runs, all cases with search, a new case.

import { h, fill, field, debounce } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, maybe, post } from '../lib/api.js';
import { on } from '../lib/events.js';
import { day } from '../lib/format.js';
import { chip, card, table } from '../lib/parts.js';
import { follow } from '../lib/jobs.js';
import { faultBox } from '../lib/fault.js';
import { isBroken } from '../lib/seal.js';

export async function show({ main, session }) {
  const may = (what) => session.may.includes(what), ask = () => (may('readCases') ? get('/api/cases') : []);
  let [cases, others] = await Promise.all([ask(), get('/api/tasks')]);
  const list = h('div'), tasks = h('div'), running = h('div', { id: 'running' });
  const patients = h('div', { id: 'found-patients' }), look = debounce(200, () => found(patients, search.value, session));
  const search = h('input', { type: 'search', id: 'search', placeholder: t('start.searchHint'), on: { input: () => { draw(); look(); } } });
  const draw = () => { fill(list, may('readCases') ? rows(cases, search.value) : h('p', { class: 'none' }, t('start.noCasesForRole'))); fill(tasks, waiting(may('editCases') || may('sign') ? cases : [], others)); };
  const renew = async () => { [cases, others] = await Promise.all([ask(), get('/api/tasks')]).catch(() => [cases, others]); draw(); };
  fill(main, h('div', { class: 'title-row' }, h('h1', null, t('start.title')), may('editCases') ? fresh() : null),
    h('div', { class: 'columns' }, card(t('start.tasks'), tasks), card(t('start.running'), running)),
    card(t('start.cases'), h('div', { class: 'search' }, field(t('start.search'), search)), list, patients));
  draw();
  const jobs = await follow(running, () => true, renew);
  if (!running.childElementCount) fill(running, h('p', { class: 'none' }, t('start.idle')));
  const ends = [on('case', renew), on('query', renew), jobs.end];
  return () => ends.forEach((end) => end());
}

function rows(cases, search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = cases.filter((one) => words.every((word) => [one.id, one.pseudonym, one.therapy, one.date, one.state, one.cycle].join(' ').toLowerCase().includes(word)));
  return table(t('start.cases'), [[t('case.pseudonym'), (c) => h('a', { href: `#/case/${encodeURIComponent(c.id)}` }, c.pseudonym || c.id)], [t('case.therapy'), (c) => c.therapy ?? '–'], [t('case.cycle'), (c) => c.cycle ?? '–'],
    [t('case.date'), (c) => day(c.date)], [t('case.state'), (c) => [chip(c.state), isBroken(c) ? [' ', h('span', { class: 'chip state-error' }, `✗ ${t('sign.sealBroken')}`)] : null]], [t('case.changed'), (c) => String(c.changed ?? '').slice(0, 16).replace('T', ' ')]], fits, { id: 'cases', empty: search ? t('start.noneFound') : t('start.noCases') });
}

/// Patients of the registry that fit what is sought, beside the cases.
async function found(node, words, session) {
  if (!words.trim() || session.registry === false || !session.may.includes('readRegistry')) { fill(node); return; }
  const hits = (await maybe('/api/registry/patients', { query: { search: words.trim() } })) ?? [];
  fill(node, hits.length ? [h('h3', null, t('start.patients', { n: hits.length })), h('ul', { class: 'tasks' }, hits.slice(0, 12).map((one) => h('li', null, h('a', { href: `#/patient/${encodeURIComponent(one.id)}` }, one.id), ' ', h('span', { class: 'fine' }, [...new Set(one.courses ?? [])].join(', ')))))] : null);
}

/// Which page of the case a task is done on.
const stepFor = { sign: 'sign', run: 'run', complete: 'facts', review: 'images' };

function waiting(cases, others) {
  const all = [...cases.flatMap((one) => (one.tasks ?? []).map((text) => ({ href: `#/case/${encodeURIComponent(one.id)}/${stepFor[text.split(' ')[0]] ?? ''}`, name: one.pseudonym || one.id, text: told(text) }))), ...others.map((one) => ({ href: one.href, name: `${one.count}`, text: t(`task.${one.kind}`, { name: decodeURIComponent(one.href.split('/').at(-1)) }) }))];
  if (!all.length) return h('p', { class: 'none' }, t('start.noTasks'));
  return h('ul', { class: 'tasks', id: 'tasks' }, all.map(({ href, name, text }) => h('li', null, h('a', { href }, h('b', null, name), ' ', text))));
}

/// A task of a case in the words of the pages; what stands behind the colon is the server's reason.
const words = { 'sign again': 'task.signAgain', sign: 'task.sign', run: 'task.run', 'run again': 'task.runAgain', 'complete the case file': 'task.complete', 'review the findings': 'task.review' };
const told = (text) => (words[text.split(':')[0]] ? t(words[text.split(':')[0]]) : text);

function fresh() {
  const id = h('input', { type: 'text', required: true, pattern: '[A-Za-z0-9._\\-]+', id: 'new-case', autocomplete: 'off' }), message = h('div');
  const make = async (event) => {
    event.preventDefault();
    try { const made = await post('/api/cases', { id: id.value.trim() }); location.hash = `#/case/${encodeURIComponent(made?.id ?? id.value.trim())}/images`; } catch (error) { fill(message, faultBox(error)); }
  };
  return h('form', { class: 'inline', on: { submit: make } }, field(t('start.newCase'), id, { help: t('start.pseudonymsOnly') }), h('button', { type: 'submit', class: 'primary' }, t('start.create')), message);
}
