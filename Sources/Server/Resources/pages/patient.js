// The patient page: the record as `hepatica registry patient` has it, with the forms of each visit, visits that wait and queries.

import { h, fill, button } from '../lib/dom.js';
import { t, has } from '../lib/texts.js';
import { get, put } from '../lib/api.js';
import { day } from '../lib/format.js';
import { card, table } from '../lib/parts.js';
import { studySections } from '../lib/study.js';
import { timeAxis, swimmer, edish } from '../charts/timeline.js';
import { figure } from '../charts/figure.js';
import { faultBox } from '../lib/fault.js';
import { queryCard } from './patient/queries.js';
import { entry } from './patient/entry.js';
import { angio } from './patient/angio.js';

export async function show({ main, values, context, session }) {
  const { id } = values, place = `/api/registry/patients/${encodeURIComponent(id)}`;
  if (values.step === 'entry') return entry({ main, id, table: values.table });
  if (values.step === 'angio') return angio({ main, id });
  const draw = async () => {
    const [patient, page, queries] = await Promise.all([get(place), get(`${place}/page`), get('/api/registry/queries', { query: { patient: id } })]), rows = patient.tables ?? {};
    const axis = timeAxis(rows);
    fill(context, h('b', null, id), h('span', null, t('patient.word')), page.needsReview ? h('span', { class: 'chip state-needs-review' }, `! ${t('patient.open')}`) : null);
    fill(main, h('div', { class: 'title-row' }, h('h1', null, id), session.may.includes('enterRows') ? actions(id) : null), timeline(axis, rows), visits(rows, session, draw),
      queryCard({ queries, session, renew: draw, about: { patient: id, tables: rows } }), studySections(page.sections), safety(rows), all(rows));
  };
  await draw();
  return undefined;
}

const actions = (id) => h('p', { class: 'actions' }, ['laboratory', 'adverse_events', 'administrations', 'procedures', 'visits', 'responses'].map((name) => h('a', { class: 'button', href: `#/patient/${encodeURIComponent(id)}/entry/${name}` }, `+ ${t(`table.${name}`)}`)), h('a', { class: 'button', id: 'to-angio', href: `#/patient/${encodeURIComponent(id)}/angio` }, t('angio.open')));

function timeline(axis, rows) {
  if (!axis) return card(null, h('p', { class: 'none' }, t('patient.noTherapy')));
  return card(t('patient.timeline'), figure(swimmer(axis, rows), { name: 'timeline' }));
}

function safety(rows) {
  const plot = edish(rows.laboratory ?? []);
  return plot ? card(t('patient.edish'), figure(plot, { name: 'edish', caption: t('patient.edishNote') })) : null;
}

const words = { done: '✓', missed: '–', overdue: '✗', open: '◐', planned: '○' };

/// Where a visit stands today; the server's own rule decides for the list of all that are late.
export const visitState = (v, today) => (v.done ? 'done' : v.missed ? 'missed' : (v.latest ?? v.due) < today ? 'overdue' : (v.earliest ?? v.due) <= today ? 'open' : 'planned');
export const visitMark = (state, days) => h('span', { class: { overdue: 'bad', open: 'warn', done: 'good' }[state] }, `${words[state]} ${t(`visit.${state}`)}${days ? ` · ${t('visit.days', { n: days })}` : ''}`);

function visits(rows, session, renew) {
  const list = rows.visits ?? [], today = new Date().toISOString().slice(0, 10), message = h('div', { role: 'status' });
  if (!list.length) return null;
  return card(t('rail.visits'), message, table(t('rail.visits'), [[t('column.name'), (v) => v.name], [t('column.due'), (v) => day(v.due)], [t('patient.window'), (v) => [v.earliest, v.latest].filter(Boolean).map(day).join(' – ')], [t('case.state'), (v) => visitMark(visitState(v, today))], [t('column.done'), (v) => v.done ?? v.missed ?? (session.may.includes('enterRows') ? visitForm(v, message, renew) : '–')]], [...list].sort((a, b) => String(a.due).localeCompare(String(b.due))), { id: 'visits' }));
}

/// A visit is done on a day, or missed for a reason; both with the account that says so.
export function visitForm(visit, message, renew) {
  const when = h('input', { type: 'date', 'aria-label': t('visit.doneOn', { name: visit.name }), value: new Date().toISOString().slice(0, 10) });
  const send = async (values, why) => { try { await put('/api/registry/rows/visits', { values, why }, { query: { id: visit.id } }); await renew(); } catch (error) { fill(message, faultBox(error)); } };
  const missed = () => { const why = prompt(t('visit.whyMissed')); if (why?.trim()) send({ missed: why.trim() }, why.trim()); };
  return h('span', { class: 'visit-form' }, when, button(t('visit.markDone'), () => send({ done: when.value }, t('visit.entered')), { class: 'tiny' }), button(t('visit.markMissed'), missed, { class: 'tiny' }));
}

const all = (rows) => h('details', { class: 'card' }, h('summary', null, t('patient.all')), Object.entries(rows).filter(([, list]) => list.length).map(([name, list]) => h('section', null, h('h3', null, has(`table.${name}`) ? t(`table.${name}`) : name, ` (${list.length})`), table(name, Object.keys(list[0]).filter((k) => k !== 'patient').map((k) => [k, (r) => (r[k] === null || r[k] === undefined ? '' : String(r[k]))]), list.slice(0, 200)))));
