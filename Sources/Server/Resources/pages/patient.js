// The patient page: one time axis for therapies, laboratory, lesions and cumulative dose; and the forms of each visit.

import { h, fill } from '../lib/dom.js';
import { t, has } from '../lib/texts.js';
import { get } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { plain, quantity, day } from '../lib/format.js';
import { timeAxis, laboratory, swimmer, doseSteps, spider, edish } from '../charts/timeline.js';
import { figure } from '../charts/figure.js';
import { entry } from './patient/entry.js';

export async function show({ main, values, context, rail }) {
  const { id } = values;
  if (values.step === 'entry') return entry({ main, id, table: values.table });
  const patient = await get(`/api/registry/patients/${encodeURIComponent(id)}`), rows = patient.tables ?? {};
  fill(context, h('b', null, id), h('span', null, t('patient.word')));
  const axis = timeAxis(rows);
  fill(main, h('div', { class: 'title-row' }, h('h1', null, id), actions(id)), facts(patient.patient ?? patient, axis), timeline(axis, rows), labs(axis, rows), h('div', { class: 'columns' }, doses(axis, patient, rows), lesions(axis, rows)), h('div', { class: 'columns' }, safety(rows), events(rows)), visits(rows), all(id, rows));
  return undefined;
}

const actions = (id) => h('p', { class: 'actions' }, ['laboratory', 'adverse_events', 'administrations', 'visits', 'responses'].map((name) => h('a', { class: 'button', href: `#/patient/${encodeURIComponent(id)}/entry/${name}` }, `+ ${t(`table.${name}`)}`)));

function facts(row, axis) {
  const seen = ['sex', 'birth_year', 'site', 'primary_site', 'grade', 'burden_percent', 'ecog', 'consented'];
  return card(null, h('dl', { class: 'facts in-line' }, seen.filter((k) => row[k] !== undefined && row[k] !== null).map((k) => [h('dt', null, t(`column.${k}`)), h('dd', null, String(row[k]))]), axis ? [h('dt', null, t('patient.zero')), h('dd', null, axis.zero)] : null));
}

function timeline(axis, rows) {
  if (!axis) return card(null, h('p', { class: 'none' }, t('patient.noTherapy')));
  return card(t('patient.timeline'), figure(swimmer(axis, rows), { name: 'timeline', caption: t('patient.days') }));
}

function labs(axis, rows) {
  const values = rows.laboratory ?? [];
  if (!values.length || !axis) return null;
  const tests = [...new Set(values.map((v) => v.test))];
  return card(t('patient.laboratory'), h('p', { class: 'fine' }, t('patient.bands')), h('div', { class: 'small-multiples' }, tests.map((test) => figure(laboratory(axis, test, values.filter((v) => v.test === test)), { title: test, name: `laboratory-${test}`, csv: () => [['sampled', 'value', 'unit', 'lower', 'upper'], ...values.filter((v) => v.test === test).map((v) => [v.sampled, v.value, v.unit, v.lower, v.upper])] }))));
}

/// The server's own account of normal liver; sums and their uncertainty are the ledger's.
function doses(axis, patient, rows) {
  const list = patient.cumulative ?? [], totals = (patient.ledger?.totals ?? []).filter((one) => one.entries), others = (rows.dose_summaries ?? []).filter((r) => r.role !== 'normal liver');
  if ((!list.length && !others.length) || !axis) return null;
  return card(t('patient.doses'), list.length ? figure(doseSteps(axis, list), { name: 'cumulative-dose', caption: t('patient.dosesNote'), csv: () => [['region', 'date', 'therapy', 'gray', 'cumulative_gray'], ...list.map((r) => [r.region, r.date, r.therapy, r.one, r.gray])] }) : null,
    table(t('dose.cumulative'), [[t('dose.region'), (r) => r.region], [t('dose.cumulative'), (r) => quantity({ value: r.gray, u: r.u }, 'Gy'), true], ['BED', (r) => (r.bedGray ? quantity({ value: r.bedGray, u: r.bedU }, 'Gy') : '–'), true], [t('patient.withoutDose'), (r) => (r.coursesWithoutDose?.length ? h('span', { class: 'bad' }, `✗ ${r.coursesWithoutDose.join(', ')}`) : '–')]], totals),
    (patient.ledger?.warnings ?? []).length ? h('ul', { class: 'warn', id: 'ledger-warnings' }, patient.ledger.warnings.map((w) => h('li', null, `${w.subject}: ${w.text}`))) : null,
    others.length ? table(t('patient.otherDoses'), [[t('dose.region'), (r) => r.region], [t('case.date'), (r) => day(r.delivered)], [t('patient.therapy'), (r) => r.therapy ?? ''], [t('dose.mean'), (r) => quantity({ value: Number(r.mean_gy), u: Number(r.mean_u_gy) || undefined }, 'Gy'), true]], others) : null);
}

function lesions(axis, rows) {
  const list = (rows.measurements ?? []).filter((m) => m.lesion && /diameter/i.test(m.quantity));
  return list.length && axis ? card(t('patient.lesions'), figure(spider(axis, list, rows), { name: 'lesions', caption: t('patient.lesionsNote') })) : null;
}

function safety(rows) {
  const plot = edish(rows.laboratory ?? []);
  return plot ? card(t('patient.edish'), figure(plot, { name: 'edish', caption: t('patient.edishNote') })) : null;
}

const events = (rows) => ((rows.adverse_events ?? []).length ? card(t('table.adverse_events'), table(t('table.adverse_events'), [[t('column.term'), (e) => e.term], [t('column.grade'), (e) => e.grade, true], [t('column.started'), (e) => e.started], [t('column.attribution'), (e) => e.attribution ?? '–'], [t('column.edition'), (e) => e.edition ?? '–']], rows.adverse_events)) : null);

function visits(rows) {
  const list = rows.visits ?? [];
  if (!list.length) return null;
  const today = new Date().toISOString().slice(0, 10), late = (v) => (!v.done && !v.missed && v.latest && v.latest < today);
  return card(t('table.visits'), table(t('table.visits'), [[t('column.name'), (v) => v.name], [t('column.due'), (v) => v.due], [t('patient.window'), (v) => `${v.earliest ?? ''} – ${v.latest ?? ''}`], [t('case.state'), (v) => (v.done ? `✓ ${v.done}` : v.missed ? `– ${v.missed}` : late(v) ? h('b', { class: 'bad' }, `✗ ${t('patient.overdue')}`) : `○ ${t('patient.due')}`)]], list));
}

const all = (id, rows) => h('details', { class: 'card' }, h('summary', null, t('patient.all')), Object.entries(rows).filter(([, list]) => list.length).map(([name, list]) => h('section', null, h('h3', null, has(`table.${name}`) ? t(`table.${name}`) : name, ` (${list.length})`), table(name, Object.keys(list[0]).filter((k) => k !== 'patient').map((k) => [k, (r) => (r[k] === null || r[k] === undefined ? '' : String(r[k]))]), list.slice(0, 200)))));

