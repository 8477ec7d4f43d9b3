// The cohort: filters with live figures, over the rows that this account may see.

import { h, fill, field, select, debounce } from '../lib/dom.js';
import { t, has } from '../lib/texts.js';
import { get, maybe } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { bars } from '../charts/bars.js';
import { figure } from '../charts/figure.js';

export async function show({ main, session }) {
  const registry = session.registry === false ? null : await maybe('/api/registry');
  if (!registry) { fill(main, h('h1', null, t('cohort.title')), card(null, h('p', { class: 'none' }, t('registry.none')))); return; }
  const rows = (await get('/api/registry/patients')).map((r) => ({ ...r, courses: [...new Set((r.courses ?? []).map((c) => c.kind ?? c))] })), body = h('div'), filter = {};
  const draw = () => { const fine = rows.filter((r) => fits(r, filter)); fill(body, figures(fine, rows), lists(fine)); };
  fill(main, h('h1', null, t('cohort.title')), card(t('cohort.filters'), h('div', { class: 'fields', id: 'filters' }, filters(rows, filter, draw))), body, tables(registry));
  draw();
}

const of = (row, key) => (Array.isArray(row[key]) ? row[key] : row[key] === null || row[key] === undefined ? [] : [row[key]]);

function filters(rows, filter, draw) {
  const closed = ['site', 'sex', 'primary_site', 'grade', 'courses'].filter((key) => rows.some((r) => of(r, key).length));
  const text = h('input', { type: 'search', on: { input: debounce(100, () => { filter.text = text.value.toLowerCase(); draw(); }) } });
  return [field(t('case.pseudonym'), text), ...closed.map((key) => field(t(`column.${key}`), select([['', t('cohort.any')], ...[...new Set(rows.flatMap((r) => of(r, key).map(String)))].sort()], '', (v) => { filter[key] = v; draw(); })))];
}

const fits = (row, filter) => Object.entries(filter).every(([key, value]) => !value || (key === 'text' ? String(row.id).toLowerCase().includes(value) : of(row, key).map(String).includes(value)));

function figures(rows, all) {
  const count = (key) => { const map = new Map(); for (const r of rows) for (const v of of(r, key)) map.set(String(v), (map.get(String(v)) ?? 0) + 1); return [...map].sort((a, b) => b[1] - a[1]).map(([name, value]) => ({ name, value })); };
  return card(null, h('p', { class: 'big', id: 'cohort-n' }, t('cohort.n', { n: rows.length, of: all.length })), h('div', { class: 'small-multiples' }, ['courses', 'primary_site', 'sex', 'site'].map((key) => [key, count(key)]).filter(([, list]) => list.length).map(([key, list]) => figure(bars(list, { label: t(`column.${key}`) }), { title: t(`column.${key}`), name: `cohort-${key}`, csv: () => [[key, 'n'], ...list.map((b) => [b.name, b.value])] }))));
}

const lists = (rows) => card(t('patients.title'), table(t('patients.title'), [[t('case.pseudonym'), (p) => h('a', { href: `#/patient/${encodeURIComponent(p.id)}` }, p.id)], ...['site', 'sex', 'birth_year', 'courses', 'last_seen'].map((key) => [t(`column.${key}`), (p) => of(p, key).join(', ') || '–'])], rows.slice(0, 500)));
const tables = ({ tables: known }) => h('details', { class: 'card' }, h('summary', null, t('cohort.tables')), h('ul', { class: 'fine' }, (Array.isArray(known) ? known : Object.entries(known ?? {}).map(([name, rows]) => ({ name, rows }))).map(({ name, rows }) => h('li', null, `${has(`table.${name}`) ? t(`table.${name}`) : name}: ${rows}`))));
