// Radioembolisation: verdict, slider, table of methods, lung shunt, vials, assumptions.

import { h, fill, field, select } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, post } from '../../lib/api.js';
import { latest } from '../../lib/latest.js';
import { plain, percent, quantity, minute } from '../../lib/format.js';
import { card, table } from '../../lib/parts.js';
import { number } from '../../lib/drawer.js';
import { gauge } from '../../charts/gauge.js';
import { dotPlot } from '../../charts/dots.js';
import { dvhPlot, dvhRows } from '../../charts/dvh.js';
import { figure } from '../../charts/figure.js';
import { studySections } from '../../lib/study.js';
import { faultBox } from '../../lib/fault.js';
import { above } from '../../charts/plot.js';

export function tare(id, plan) {
  const state = { plan: plan.radioembolisation, review: plan.review, at: 0, activity: {}, node: h('div') };
  for (const one of state.plan.injections) state.activity[one.name] = one.prescribedGBq ?? one.proposals?.[0]?.activityGBq ?? 1;
  draw(id, state);
  return state.node;
}

function draw(id, state) {
  const { plan } = state, injection = plan.injections[state.at];
  const pick = plan.injections.length > 1 ? field(t('plan.injection'), select(plan.injections.map((one, i) => [i, one.name]), state.at, (v) => { state.at = Number(v); draw(id, state); })) : null;
  fill(state.node, pick, whatIf(id, state, injection), pictures(id, state, injection), methods(injection, plan), h('div', { class: 'columns' }, spread(injection), shunts(plan)), given(injection), vials(injection), assumptions(plan));
}

function whatIf(id, state, injection) {
  const gauges = h('div', { class: 'gauges', id: 'gauges' }), message = h('div'), most = Math.max(...injection.proposals.map((p) => p.activityGBq), state.activity[injection.name]) * 1.5;
  const value = h('output', { class: 'big', id: 'activity' }), time = h('span', { class: 'fine', id: 'latency' });
  const slider = h('input', { type: 'range', id: 'slider', min: 0, max: most.toFixed(2), step: (most / 400).toPrecision(1), value: state.activity[injection.name], on: { input: () => { state.activity[injection.name] = Number(slider.value); say(); ask(); } } });
  const model = select(injection.models.map((m) => m.model), state.model ?? injection.models.at(-1)?.model, (v) => { state.model = v; show(injection); });
  const say = () => { value.textContent = quantity({ value: state.activity[injection.name] }, 'GBq'); slider.setAttribute('aria-valuetext', value.textContent); };
  const total = h('div', { id: 'account' }), curves = h('div', { id: 'plan-dvh' });
  const show = (from) => { fill(gauges, gaugesOf(from, state, model.value, injection)); fill(total, account(state.sessions ?? state.plan.sessions)); };
  const ask = latest(async () => {
    const began = performance.now();
    try { const answer = await post(`/api/plans/${encodeURIComponent(id)}/preview`, { activity_GBq: state.activity });
      const next = answer.injections.find((one) => one.name === injection.name);
      state.sessions = answer.sessions;
      show(next); histogram(curves, next, injection); time.textContent = gauges.dataset.count ? t('plan.latency', { ms: Math.round(performance.now() - began) }) : ''; gauges.dataset.count = Number(gauges.dataset.count ?? 0) + 1; fill(message); } catch (error) { fill(message, faultBox(error)); }
  });
  say();
  show(injection);
  // What no activity was prescribed for is computed at the one that the slider shows, and histograms come with it.
  ask();
  return card(t('plan.whatIf'), h('div', { class: 'what-if' }, h('div', null, value, field(t('plan.activity'), slider), field(t('plan.model'), model), time, message), gauges), curves, h('h3', null, t('plan.account')), total);
}

/// The histogram keeps its scale while the slider moves, so that it is the curves that move.
export function histogram(node, next, injection) {
  if (!next.dvh?.length) { fill(node, h('p', { class: 'fine' }, t('plan.noDvh'))); return; }
  const chosen = node.chosen ??= new Set(next.dvh.filter((one) => !/^(body|lungs?)\b/i.test(one.name)).map((one) => one.name));
  const series = next.dvh.filter((one) => chosen.has(one.name)), reach = Math.max(...series.map((one) => one.gray[one.fraction.findLastIndex((f) => f > 0.02)] ?? 0));
  if (!node.reach || reach > node.reach) node.reach = reach * 1.2;
  fill(node, figure(dvhPlot(series, { width: 760, height: 260, highest: above(node.reach) }), { title: t('dvh.title'), name: `dvh-${injection.name}`, csv: () => dvhRows(series), caption: series.some((one) => one.relative) ? t('dvh.band') : null }));
}

/// Images with the planned dose, and the volumes that it is planned for.
function pictures(id, state, injection) {
  if (!state.plan.geometry?.length) return null;
  const node = h('div', { id: 'plan-pictures' });
  get(`/api/plans/${encodeURIComponent(id)}/pictures`, { query: { injection: injection.name } }).then((sections) => fill(node, studySections(sections))).catch((error) => fill(node, faultBox(error)));
  return card(t('territory.title'), h('p', { class: 'actions' }, h('a', { class: 'button', id: 'draw-territories', href: `#/plan/${encodeURIComponent(id)}/draw` }, t('territory.draw'))), node);
}

const parts = [['tumour', 'tumour'], ['normalLiver', 'normal liver'], ['perfusedNormalLiver', 'perfused normal liver'], ['perfusedVolume', 'perfused volume'], ['lungs', 'lungs']];

export function gaugesOf(injection, state, name, first) {
  const model = injection.models.find((m) => m.model === name) ?? injection.models.at(-1), limits = injection.limits ?? first.limits ?? [];
  return parts.filter(([key]) => model.dosesGy?.[key]).flatMap(([key, region]) => {
    // The dose is the server's at the activity of the slider; the rate gives the length of the scale alone.
    const per = model.gyPerGBq?.[key], own = limits.filter((l) => l.region === region), dose = model.dosesGy[key];
    const most = per ? per.value * 1.5 * Math.max(...first.proposals.map((p) => p.activityGBq)) : dose.value;
    // A limit of one treatment and a limit of all of them are two gauges: what was received before counts in the second alone.
    return (own.length ? own : [{}]).map((limit) => h('div', { data: { gauge: key } }, gauge({ name: [t(`part.${key}`), limit.scope].filter(Boolean).join(' · '), value: dose.value, u: dose.u, limit: limit.gray, source: limit.source,
      earlier: limit.receivedGray ?? 0, top: 1.15 * Math.max(most + (limit.receivedGray ?? 0), limit.gray ?? 0) })));
  });
}

/// What all injections of a session give together, against the limits of the session.
export function account(sessions) {
  const rows = (sessions ?? []).flatMap((one) => (one.judged ?? []).map((j) => ({ ...j, session: one.session })));
  return rows.length ? table(t('plan.account'), [[t('plan.session'), (r) => `${r.session}`], [t('dose.region'), (r) => [r.limit.region, r.limit.scope].filter(Boolean).join(' · ')], [t('plan.here'), (r) => quantity(r.doseGy, 'Gy'), true], [t('plan.total'), (r) => h('span', { class: r.isCrossed ? 'bad' : null }, `${r.isCrossed ? '✗' : '✓'} ${plain(r.totalGy)} Gy`), true], [t('plan.limit'), (r) => `${plain(r.limit.gray)} Gy`, true], [t('prrt.source'), (r) => r.limit.source]], rows) : null;
}

function methods(injection, plan) {
  const source = (p, q, title) => () => ({ title: `${p.method} · ${title}`, formula: p.basis, inputs: [[t('plan.activity'), `${plain(p.activityGBq)} GBq`], [t('plan.model'), p.doseModel], [t('plan.perfused'), `${plain(injection.perfusedMl)} mL`], [t('plan.energy'), `${plain(plan.energyConstantJoulesPerGBq)} J/GBq · ${plan.energyConstantBasis}`], ['T/N', plain(injection.meanTumourToNormal)], [t('plan.density'), `${plan.densityGPerMl} g/mL`]], notes: plan.assumptions });
  const dose = (key, title) => (p) => { const crossed = (p.crossed ?? []).some((l) => l.region === parts.find(([k]) => k === key)[1]); return [crossed ? h('span', { class: 'bad' }, '✗ ') : null, p.dosesGy?.[key] ? number(p.dosesGy[key], source(p, p.dosesGy[key], title), { unit: 'Gy' }) : '–']; };
  const rows = injection.proposals.map((p) => ({ ...p, rowClass: p.isPrescribed ? 'is-chosen' : '' }));
  return card(t('plan.methods'), table(t('plan.methods'), [[t('plan.method'), (p) => [p.isPrescribed ? '▶ ' : '', p.method, h('span', { class: 'help' }, p.basis)]], [t('plan.activityShort'), (p) => number({ value: p.activityGBq }, source(p, null, t('plan.activity')), { unit: 'GBq' }), true], [t('part.tumour'), dose('tumour', t('part.tumour')), true], [t('part.normalLiver'), dose('normalLiver', t('part.normalLiver')), true], [t('part.perfusedNormalLiver'), dose('perfusedNormalLiver', t('part.perfusedNormalLiver')), true], [t('part.lungs'), dose('lungs', t('part.lungs')), true]], rows, { id: 'methods' }),
    h('p', { class: 'fine' }, `▶ ${t('plan.prescribed')}: ${injection.prescribedBy ?? '–'}`), injection.unavailable?.length ? h('ul', { class: 'fine' }, injection.unavailable.map((u) => h('li', null, `${u.method}: ${u.reason}`))) : null);
}

const spread = (injection) => card(t('plan.spread'), dotPlot(injection.proposals.map((p) => ({ name: p.method, detail: injection.proposals.filter((q) => q.method === p.method).length > 1 ? p.basis : '', value: p.activityGBq, strong: p.isPrescribed })), { unit: 'GBq', label: t('plan.spread') }), h('ul', { class: 'fine' }, (injection.spread ?? []).map((s) => h('li', null, t('plan.spreadLine', { quantity: s.quantity, least: plain(s.least), leastBy: s.leastBy, greatest: plain(s.greatest), greatestBy: s.greatestBy, unit: s.unit, ratio: plain(s.ratio) })))));

function shunts(plan) {
  return card(t('plan.shunt'), table(t('plan.shunt'), [[t('plan.method'), (s) => [s.isUsed ? '▶ ' : '', s.method]], [t('plan.fraction'), (s) => quantity({ value: 100 * s.fraction.value, u: 100 * (s.fraction.u ?? 0) }, '%'), true], [t('plan.detail'), (s) => s.detail]], plan.shunts ?? []), h('p', { class: 'fine' }, `${t('plan.lungMass')}: ${quantity(plan.lungMassGrams, 'g')} (${plan.lungMassSource ?? ''})`),
    plan.earlier?.length ? table(t('plan.earlier'), [[t('case.date'), (e) => e.date], [t('plan.treatment'), (e) => e.treatment], ['GBq', (e) => plain(e.activityGBq), true], [t('part.lungs'), (e) => `${plain(e.lungGy)} Gy`, true], [t('part.normalLiver'), (e) => `${plain(e.normalLiverGy)} Gy`, true]], plan.earlier) : null);
}

function given(injection) {
  if (!injection.given) return null;
  const g = injection.given;
  return card(t('plan.given'), h('dl', { class: 'facts' }, h('dt', null, t('plan.net')), h('dd', null, `${plain(g.netGBq)} GBq`), h('dt', null, t('plan.deviation')), h('dd', { class: g.isWithinTolerance ? null : 'bad' }, `${g.isWithinTolerance ? '✓' : '✗'} ${plain(g.deviationPercent, 2)} % (± ${plain(g.tolerancePercent, 2)} %)`)),
    injection.comparison?.length ? table(t('dose.predicted'), [[t('dose.region'), (c) => c.region], [t('dose.predictedShort'), (c) => quantity(c.predictedGy, 'Gy'), true], [t('dose.delivered'), (c) => quantity(c.deliveredGy, 'Gy'), true], [t('dose.deviation'), (c) => percent(c.deviationPercent / 100), true]], injection.comparison) : null);
}

function vials(injection) {
  if (!injection.vials?.length) return null;
  return card(t('plan.vials'), table(t('plan.vials'), [[t('plan.nominal'), (v) => `${v.isChosen ? '▶ ' : ''}${plain(v.nominalGBq)} GBq`], [t('plan.calibrated'), (v) => minute(v.calibration)], [t('plan.exactAt'), (v) => minute(v.exactAt)], [t('plan.window'), (v) => `${minute(v.windowFrom)} – ${minute(v.windowTo)}`], [t('plan.atTreatment'), (v) => `${plain(v.atTreatmentGBq)} GBq`, true], [t('plan.excess'), (v) => h('span', { class: v.isSufficient ? null : 'bad' }, `${v.isSufficient ? '✓' : '✗'} ${plain(v.excessPercent, 2)} %`), true], [t('plan.spheres'), (v) => plain(v.spheres), true]], injection.vials.map((v) => ({ ...v, rowClass: v.isChosen ? 'is-chosen' : '' }))));
}

const assumptions = (plan) => h('details', { class: 'card', open: true }, h('summary', null, t('plan.assumptions')), h('ul', { class: 'fine' }, plan.assumptions.map((text) => h('li', null, text))), plan.references?.length ? h('ul', { class: 'fine' }, plan.references.map((r) => h('li', null, `${r.region} ${r.sense} ${plain(r.gray)} Gy: ${r.text} (${r.setting}; ${r.citation})`))) : null);
