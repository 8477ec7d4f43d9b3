// The cohort: filters with live figures of the cohort report, over the rows that this account may see; data sets frozen out of it.

import { h, fill, field, select, debounce, button } from '../lib/dom.js';
import { t, has } from '../lib/texts.js';
import { get, maybe, post } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { studySections } from '../lib/study.js';
import { bars } from '../charts/bars.js';
import { figure } from '../charts/figure.js';
import { faultBox } from '../lib/fault.js';
import { freezing } from './cohort/freeze.js';

export async function show({ main, session }) {
  const registry = session.registry === false ? null : await maybe('/api/registry');
  if (!registry) { fill(main, h('h1', null, t('cohort.title')), card(null, h('p', { class: 'none' }, t('registry.none')))); return; }
  const rows = (await get('/api/registry/patients')).map((r) => ({ ...r, courses: [...new Set((r.courses ?? []).map((c) => c.kind ?? c))] })), counts = h('div'), report = h('div', { id: 'cohort-report' }), filter = {};
  const ask = latest(report), later = debounce(250, (chosen) => ask(chosen));
  const draw = () => { const fine = rows.filter((r) => fits(r, filter)); fill(counts, figures(fine, rows), lists(fine)); later(fine.length === rows.length ? undefined : fine.map((r) => r.id)); };
  const picks = h('div', { class: 'fields', id: 'filters' });
  const clear = () => { for (const key of Object.keys(filter)) delete filter[key]; fill(picks, filters(rows, filter, draw)); draw(); };
  fill(picks, filters(rows, filter, draw));
  fill(main, h('h1', null, t('cohort.title')), card(t('cohort.filters'), picks, h('p', { class: 'actions' }, button(t('cohort.clear'), clear, { class: 'tiny' }))), counts, report, session.may.includes('analyse') ? await freezing() : null, tables(registry));
  draw();
}

/// The report of the newest filter; one that was overtaken is not shown.
function latest(node) {
  let turn = 0;
  return async (patients) => {
    const mine = ++turn, began = performance.now();
    node.setAttribute('aria-busy', 'true');
    try {
      const answer = await post('/api/registry/cohort', patients ? { patients } : {});
      if (mine !== turn) return;
      fill(node, answer.blinded ? h('p', { class: 'fine' }, `◐ ${t('cohort.blinded')}`) : null, answer.n ? studySections(answer.sections, { folded: ['methods'] }) : h('p', { class: 'none' }, t('cohort.nobody')));
      Object.assign(node.dataset, { n: answer.n, milliseconds: Math.round(performance.now() - began) });
    } catch (error) { if (mine === turn) fill(node, faultBox(error)); }
    if (mine === turn) node.removeAttribute('aria-busy');
  };
}

const of = (row, key) => (Array.isArray(row[key]) ? row[key] : row[key] === null || row[key] === undefined ? [] : [row[key]]);
const ranges = ['birth_year', 'burden_percent'];

function filters(rows, filter, draw) {
  const closed = ['site', 'sex', 'primary_site', 'grade', 'ecog', 'courses'].filter((key) => rows.some((r) => of(r, key).length));
  const text = h('input', { type: 'search', on: { input: debounce(100, () => { filter.text = text.value.toLowerCase(); draw(); }) } });
  return [field(t('case.pseudonym'), text), ...closed.map((key) => field(t(`column.${key}`), select([['', t('cohort.any')], ...[...new Set(rows.flatMap((r) => of(r, key).map(String)))].sort()], '', (v) => { filter[key] = v; draw(); }))),
    ...ranges.filter((key) => rows.some((r) => Number.isFinite(r[key]))).map((key) => range(rows, key, filter, draw))];
}

/// From and to, both included; patients without the value are left out once one of them is set.
function range(rows, key, filter, draw) {
  const values = rows.map((r) => r[key]).filter(Number.isFinite), name = t(`column.${key}`), bounds = [-Infinity, Infinity];
  const end = (n, word, hint) => h('input', { type: 'number', step: 'any', placeholder: String(hint), 'aria-label': `${name}, ${t(word)}`, on: { input: debounce(150, (event) => { const text = event.target.value; bounds[n] = text === '' ? [-Infinity, Infinity][n] : Number(text); filter[key] = bounds.every((b) => !Number.isFinite(b)) ? undefined : bounds; draw(); }) } });
  return h('div', { class: 'field', role: 'group', 'aria-label': name }, h('span', { class: 'label' }, name), h('span', { class: 'pair' }, end(0, 'viewer.low', Math.min(...values)), end(1, 'viewer.high', Math.max(...values))));
}

function fits(row, filter) {
  return Object.entries(filter).every(([key, value]) => {
    if (!value) return true;
    if (key === 'text') return String(row.id).toLowerCase().includes(value);
    if (ranges.includes(key)) return Number.isFinite(row[key]) && row[key] >= value[0] && row[key] <= value[1];
    return of(row, key).map(String).includes(value);
  });
}

function figures(rows, all) {
  const count = (key) => { const map = new Map(); for (const r of rows) for (const v of of(r, key)) map.set(String(v), (map.get(String(v)) ?? 0) + 1); return [...map].sort((a, b) => b[1] - a[1]).map(([name, value]) => ({ name, value })); };
  return card(null, h('p', { class: 'big', id: 'cohort-n', 'aria-live': 'polite' }, t('cohort.n', { n: rows.length, of: all.length })), h('div', { class: 'small-multiples' }, ['courses', 'primary_site', 'sex', 'site'].map((key) => [key, count(key)]).filter(([, list]) => list.length).map(([key, list]) => figure(bars(list, { label: t(`column.${key}`) }), { title: t(`column.${key}`), name: `cohort-${key}`, csv: () => [[key, 'n'], ...list.map((b) => [b.name, b.value])] }))));
}

const lists = (rows) => h('details', { class: 'card' }, h('summary', null, t('patients.title'), ` (${rows.length})`), table(t('patients.title'), [[t('case.pseudonym'), (p) => h('a', { href: `#/patient/${encodeURIComponent(p.id)}` }, p.id)], ...['site', 'sex', 'birth_year', 'courses', 'last_seen'].map((key) => [t(`column.${key}`), (p) => of(p, key).join(', ') || '–'])], rows.slice(0, 500)));
const tables = ({ tables: known }) => h('details', { class: 'card' }, h('summary', null, t('cohort.tables')), h('ul', { class: 'fine' }, (Array.isArray(known) ? known : Object.entries(known ?? {}).map(([name, rows]) => ({ name, rows }))).map(({ name, rows }) => h('li', null, `${has(`table.${name}`) ? t(`table.${name}`) : name}: ${rows}`))));
