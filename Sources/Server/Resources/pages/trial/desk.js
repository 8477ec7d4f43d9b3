// The desk of a trial: who was screened, which visits are due, what in the data needs somebody.

import { h, fill, button, select, field } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { post } from '../../lib/api.js';
import { card, table } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';
import { visitForm, visitMark } from '../patient.js';

const patient = (row) => (row.patient ? h('a', { href: `#/patient/${encodeURIComponent(row.patient)}` }, row.patient) : '–');

/// Screening log: everybody who was held against a protocol, enrolled or not, and why not.
export function screening(desk) {
  const enrolled = desk.screening.filter((s) => s.enrolled).length;
  return card(t('trial.screening'), desk.screening.length ? h('p', { class: 'fine' }, t('trial.screeningCount', { n: desk.screening.length, enrolled })) : null,
    table(t('trial.screening'), [[t('case.pseudonym'), patient], [t('trial.screenedOn'), (s) => s.screened], [t('column.protocol'), (s) => s.protocol], [t('trial.verdict'), (s) => s.verdict], [t('trial.enrolled'), (s) => (s.enrolled ? h('span', { class: 'good' }, `✓ ${t('yes')}`) : `– ${t('no')}`)], [t('trial.reasons'), (s) => [s.notEnrolled, s.reasons].filter(Boolean).join('; ') || '–']], desk.screening, { id: 'screening', empty: t('trial.noScreening') }));
}

/// Visits of the subjects: what is overdue first, all of them on request.
export function schedule(desk, place, session, renew) {
  const list = h('div'), message = h('div', { role: 'status' }), mayEnter = session.may.includes('enterRows'), order = { overdue: 0, open: 1, planned: 2, missed: 3, done: 4 };
  const count = (state) => desk.visits.filter((v) => v.state === state).length;
  const draw = (state) => fill(list, table(t('trial.schedule'), [[t('case.pseudonym'), patient], [t('column.name'), (v) => v.name], [t('column.kind'), (v) => v.kind], [t('column.due'), (v) => v.due], [t('patient.window'), (v) => [v.earliest, v.latest].filter(Boolean).join(' – ')], [t('case.state'), (v) => visitMark(v.state, v.days)], ...(mayEnter ? [[t('column.done'), (v) => v.done || v.missed || visitForm(v, message, renew)]] : [])],
    desk.visits.filter((v) => (state === 'due' ? ['overdue', 'open'].includes(v.state) : !state || v.state === state)).sort((a, b) => order[a.state] - order[b.state] || b.days - a.days || a.due.localeCompare(b.due)), { id: 'schedule', empty: desk.visits.length ? t('trial.noneDue') : t('trial.noVisits') }));
  const plan = async () => { try { const { added } = await post(`${place}/schedule`, {}); await renew(); fill(document.getElementById('schedule-message'), h('p', { class: 'good' }, `✓ ${t('trial.scheduled', { n: added })}`)); } catch (error) { fill(message, faultBox(error)); } };
  draw('due');
  return card(t('trial.schedule'), h('div', { class: 'title-row' }, field(t('case.state'), select([['due', t('trial.due')], ['', t('trial.allVisits', { n: desk.visits.length })], ...Object.keys(order).map((state) => [state, `${t(`visit.${state}`)} (${count(state)})`])], 'due', draw, { id: 'visit-state' })), mayEnter && desk.rules.length ? button(t('trial.makeSchedule'), plan, { id: 'make-schedule' }) : null),
    h('div', { id: 'schedule-message', role: 'status' }), message, list);
}

/// What is contradictory, impossible or missing in the rows of the subjects.
export function findings(desk) {
  if (!desk.findings.length) return null;
  return h('details', { class: 'card', id: 'trial-findings' }, h('summary', null, t('trial.data', { n: desk.findings.length })), table(t('trial.data', { n: desk.findings.length }), [[t('case.pseudonym'), patient], [t('column.kind'), (f) => h('span', { class: f.needsDecision ? 'warn' : null }, `${f.needsDecision ? '! ' : ''}${f.kind}`)], [t('queries.table'), (f) => f.table], [t('trial.what'), (f) => f.what], [t('fault.remedy'), (f) => f.remedy]], desk.findings.slice(0, 200)));
}
