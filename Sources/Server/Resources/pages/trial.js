// A trial: enrolment against plan, screening, visits, queries, data that need somebody, allocation; no arm for who may not see it.

import { h, fill } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get } from '../lib/api.js';
import { minute } from '../lib/format.js';
import { card, table } from '../lib/parts.js';
import { bars } from '../charts/bars.js';
import { figure } from '../charts/figure.js';
import { enrolmentPlot, enrolmentRows, outlook } from '../charts/enrolment.js';
import { queryCard } from './patient/queries.js';
import { allocation, levels } from './trial/allocate.js';
import { office } from './trial/office.js';
import { findings, schedule, screening } from './trial/desk.js';

export async function show({ main, values, context, session }) {
  const body = h('div'), place = `/api/registry/trials/${encodeURIComponent(values.id)}`, may = (what) => session.may.includes(what);
  const draw = async () => {
    const [answer, desk] = await Promise.all([get(place), get(`${place}/desk`)]), trial = trialOf(answer);
    fill(context, h('b', null, trial.id), h('span', { class: 'cut', title: trial.title }, trial.title ?? ''), h('span', { class: 'chip' }, trial.blinded === false ? t('trial.unblinded') : t('trial.blinded')));
    fill(body, overview(trial, desk), h('div', { class: 'columns' }, enrolment(trial), may('allocate') ? allocation(trial, place, draw) : card(t('trial.allocate'), h('p', { class: 'none' }, t('trial.notAllocating')))),
      schedule(desk, place, session, draw), screening(desk), queryCard({ queries: desk.queries, session, renew: draw }), findings(desk), log(trial), may('holdTrial') ? office(trial, place, draw) : null);
  };
  fill(main, h('h1', null, values.id), body);
  await draw();
}

/// Subjects as rows, whichever way the server names them.
const trialOf = (x) => ({ ...x, id: x.id ?? x.name, subjects: x.allocations ?? x.subjects ?? [], planned: x.planned ?? (typeof x.subjects === 'number' ? x.subjects : undefined) });

/// What somebody has to do with this trial, in numbers with words.
function overview(trial, desk) {
  const late = desk.visits.filter((v) => v.state === 'overdue').length, open = desk.queries.filter((q) => q.state === 'open').length, answered = desk.queries.filter((q) => q.state === 'answered').length, decide = desk.findings.filter((f) => f.needsDecision).length;
  const tile = (n, text, isBad) => h('li', { class: isBad && n ? 'is-due' : null }, h('span', { class: 'big' }, String(n)), h('span', null, `${isBad && n ? '! ' : ''}${text}`));
  return h('section', { class: 'card', 'aria-label': t('trial.overview') }, h('ul', { class: 'tiles', id: 'trial-tiles' }, tile(trial.subjects.length, t('trial.allocatedOf', { of: trial.planned ?? '–' })), tile(desk.screening.length, t('trial.screened')), tile(late, t('trial.overdue'), true), tile(open, t('trial.openQueries'), true), tile(answered, t('trial.answeredQueries'), true), tile(decide, t('trial.decisions'), true)),
    h('p', { class: 'fine' }, trial.closed ? `${t('trials.closed')}: ${minute(trial.closed)} · ` : '', `${t('trials.locked')}: ${minute(trial.locked)} · SHA-256 `, h('code', null, String(trial.sha256).slice(0, 16)), ` · ${t('trial.head')} `, h('code', null, desk.auditHead.slice(0, 16))));
}

function enrolment(trial) {
  const subjects = trial.subjects ?? [], map = new Map();
  for (const one of subjects) { const key = levels(one.levels) || '–'; map.set(key, (map.get(key) ?? 0) + 1); }
  return card(t('trial.enrolment'), h('p', { class: 'big' }, t('trial.count', { n: subjects.length, of: trial.planned ?? '–' })), h('progress', { max: trial.planned || Math.max(1, subjects.length), value: subjects.length, 'aria-label': t('trial.enrolment') }), subjects.length ? overTime(trial) : null, map.size ? figure(bars([...map].sort().map(([name, value]) => ({ name, value })), { width: 480, label: t('trial.strata') }), { title: t('trial.strata'), name: 'enrolment' }) : null);
}

function overTime(trial) {
  const times = trial.subjects.map((s) => s.reserved).filter(Boolean), plan = { from: trial.locked, planned: trial.planned, ...(trial.closed ? { today: trial.closed } : {}) };
  return figure(enrolmentPlot(times, plan), { title: t('trial.curve'), name: `enrolment-${trial.id}`, csv: () => enrolmentRows(times), caption: trial.closed ? null : outlook(times, plan) });
}

function log(trial) {
  const hasArm = (trial.subjects ?? []).some((s) => s.arm);
  return h('details', { class: 'card' }, h('summary', null, `${t('trial.log')} (${trial.subjects.length})`), table(t('trial.log'), [[t('trial.subject'), (s) => h('a', { href: `#/patient/${encodeURIComponent(s.patient ?? s.subject)}` }, s.subject)], [t('trial.strata'), (s) => levels(s.levels)], [t('trial.reserved'), (s) => minute(s.reserved)], ...(hasArm ? [[t('trial.arm'), (s) => s.arm ?? '–']] : [])], trial.subjects ?? [], { id: 'log' }));
}
