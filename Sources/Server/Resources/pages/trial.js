// A trial: enrolment against plan, allocations and the next one; no arm is shown to who may not see it.

import { h, fill, field, select } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, post } from '../lib/api.js';
import { minute } from '../lib/format.js';
import { card, table } from '../lib/parts.js';
import { bars } from '../charts/bars.js';
import { figure } from '../charts/figure.js';
import { faultBox } from '../lib/fault.js';

export async function show({ main, values, context, session }) {
  const body = h('div');
  const draw = async () => { const trial = trialOf(await get(`/api/registry/trials/${encodeURIComponent(values.id)}`)); fill(context, h('b', null, trial.id), h('span', null, trial.title ?? ''), h('span', { class: 'chip' }, trial.blinded === false ? t('trial.unblinded') : t('trial.blinded'))); fill(body, enrolment(trial), allocation(trial, session, draw), log(trial)); };
  fill(main, h('h1', null, values.id), body);
  await draw();
}

/// Subjects as rows, whichever way the server names them.
const trialOf = (x) => ({ ...x, id: x.id ?? x.name, subjects: x.allocations ?? x.subjects ?? [], planned: x.planned ?? (typeof x.subjects === 'number' ? x.subjects : undefined) });

function enrolment(trial) {
  const subjects = trial.subjects ?? [], map = new Map();
  for (const one of subjects) { const key = levels(one.levels) || '–'; map.set(key, (map.get(key) ?? 0) + 1); }
  return card(t('trial.enrolment'), h('p', { class: 'big' }, t('trial.count', { n: subjects.length, of: trial.planned ?? '–' })), h('progress', { max: trial.planned || Math.max(1, subjects.length), value: subjects.length, 'aria-label': t('trial.enrolment') }), map.size ? figure(bars([...map].map(([name, value]) => ({ name, value })), { label: t('trial.strata') }), { title: t('trial.strata'), name: 'enrolment' }) : null);
}

const levels = (value) => (value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k} = ${v}`).join(', ') : value ?? '');

function allocation(trial, session, renew) {
  const subject = h('input', { type: 'text', required: true, id: 'subject', autocomplete: 'off' }), message = h('div', { role: 'status', id: 'receipt' });
  const strata = (trial.strata ?? []).map((one) => [one.name, select([['', '–'], ...(one.levels ?? [])], '', null, { required: true, name: one.name })]);
  const send = async (event) => {
    event.preventDefault();
    try { const got = await post(`/api/registry/trials/${encodeURIComponent(trial.id)}/allocate`, { subject: subject.value.trim(), strata: Object.fromEntries(strata.map(([name, node]) => [name, node.value])) }); await renew(); fill(document.getElementById('receipt'), receipt(got)); } catch (error) { fill(message, faultBox(error)); }
  };
  return card(t('trial.allocate'), h('p', { class: 'fine' }, t('trial.allocateHelp')), h('form', { id: 'allocate', on: { submit: send } }, h('div', { class: 'fields' }, field(t('trial.subject'), subject), strata.map(([name, node]) => field(name, node))), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('trial.allocate')))), message);
}

const receipt = (got) => h('div', { class: 'good receipt' }, h('p', { class: 'big' }, `✓ ${got.subject ?? got.receipt?.subject}: ${got.arm ?? got.result?.arm ?? got.text ?? ''}`),
  Object.entries(got.receipt ?? {}).map(([name, value]) => h('p', { class: 'fine' }, `${name}: `, h('code', null, String(value)))));

function log(trial) {
  const hasArm = (trial.subjects ?? []).some((s) => s.arm);
  return card(t('trial.log'), table(t('trial.log'), [[t('trial.subject'), (s) => s.subject], [t('trial.strata'), (s) => levels(s.levels)], [t('trial.reserved'), (s) => minute(s.reserved)], ...(hasArm ? [[t('trial.arm'), (s) => s.arm ?? '–']] : [])], trial.subjects ?? [], { id: 'log' }));
}
