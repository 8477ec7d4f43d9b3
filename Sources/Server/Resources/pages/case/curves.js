// Curves of all regions; one opened shows residuals and alternatives, and takes points out with a reason.

import { h, fill, field, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, post, casePath } from '../../lib/api.js';
import { identityOf, made, reportOf } from '../../lib/case.js';
import { plain, percent, quantity } from '../../lib/format.js';
import { card, table } from '../../lib/parts.js';
import { asked, number } from '../../lib/drawer.js';
import { figure } from '../../charts/figure.js';
import { curvePlot, residualPlot, curveRows } from '../../charts/curve.js';
import { faultBox } from '../../lib/fault.js';

export async function show({ main, id, one, renew }) {
  const [whole, curves] = await Promise.all([reportOf(id, one()), made(one(), 'curves.json') ? get(casePath(id, '/curves')) : null]);
  const report = whole?.acquisitions?.length || !whole?.fits?.length ? whole : { ...whole, acquisitions: await acquisitionsOf(id) };
  if (!report?.fits?.length) { fill(main, h('h1', null, t('step.curves')), h('p', { class: 'none' }, t('noResults'))); return; }
  const samples = new Map((Array.isArray(curves) ? curves : []).map((c) => [identityOf(c.of ?? c.region), c])), opened = h('div', { id: 'opened' });
  const open = (fit) => { fill(opened, detail({ id, fit, samples, report, one, renew })); opened.scrollIntoView?.({ block: 'nearest' }); opened.querySelector('h2')?.focus(); };
  fill(main, h('h1', null, t('step.curves')), h('p', { class: 'lead' }, t('curves.lead')), opened, h('div', { class: 'small-multiples' }, report.fits.map((fit) => small(fit, samples, pointsOf(fit, report).filter((p) => p.point).map((p) => p.name), report, open))));
}

/// The time points of images that name no acquisition, such as NIfTI.
async function acquisitionsOf(id) {
  const volumes = (await get(casePath(id, '/volumes'))).filter((v) => v.timePoint && Number.isFinite(v.hours));
  return [...new Map(volumes.map((v) => [v.timePoint, { id: v.timePoint, afterAdministration: { value: v.hours * 3600 } }])).values()];
}

export const fitSource = (fit, report) => ({ title: `${fit.region} · ${t('curves.tia')}`, formula: fit.model === 'trapezoid' ? t('curves.formulaTrapezoid') : `Ã = ∫₀^∞ A(t) dt, ${fit.model}`,
  inputs: [...fit.points.map((p) => [`${(report.acquisitions ?? []).find((a) => Math.abs(a.afterAdministration?.value - p.time.value) < 1)?.id ?? plain(p.time.value / 3600)} · ${plain(p.time.value / 3600)} h`, p.activity]), ...(fit.parameters ?? []).map((p) => [p.name, p.value]), [t('curves.tail'), percent(fit.extrapolatedFraction)]],
  notes: fit.warnings, steps: report.summaries?.[0]?.provenance?.steps, files: report.provenance?.inputs });

function small(fit, samples, names, report, open) {
  return h('article', { class: 'card small-curve', data: { region: fit.region } }, h('h2', null, fit.region, fit.warnings?.length ? h('span', { class: 'warn-mark', title: fit.warnings.join(' ') }, ' !') : null), curvePlot(fit, samples.get(fit.identity), { names }),
    h('p', null, h('span', { class: 'fine' }, fit.model), ' · ', number(fit.timeIntegratedActivity, () => fitSource(fit, report))), button(t('curves.open'), () => open(fit), { class: 'tiny', 'aria-label': t('curves.openOf', { region: fit.region }) }));
}

/// The time points of the case with the point of this curve, `undefined` where it is left out.
const pointsOf = (fit, report) => (report.acquisitions ?? []).map((a) => ({ name: a.id, point: fit.points.find((p) => Math.abs(p.time.value - a.afterAdministration?.value) < 60) }));

function detail({ id, fit, report, samples, one, renew }) {
  const all = pointsOf(fit, report), names = all.filter((p) => p.point).map((p) => p.name), drawing = h('div'), message = h('div', { role: 'status' });
  const left = (one().leftOut ?? []).filter((p) => p.region === fit.region), excluded = new Set(left.map((p) => p.timePoint));
  const draw = () => fill(drawing, figure(curvePlot(fit, samples.get(fit.identity), { width: 640, height: 300, excluded, names }), { title: fit.region, name: `curve-${fit.region}`, csv: () => curveRows(fit) }), residualPlot(fit, { width: 640 }));
  draw();
  const reason = h('input', { type: 'text', name: 'reason', value: left[0]?.reason ?? '' });
  const boxes = all.map(({ name, point }) => { const box = h('input', { type: 'checkbox', checked: !excluded.has(name), name: `point-${name}`, on: { change: () => { excluded[box.checked ? 'delete' : 'add'](name); draw(); } } }); return h('label', { class: 'check' }, box, h('span', null, point ? `${name}: ${quantity(point.activity)} (${plain(point.time.value / 3600)} h)` : `${name}: ${t('curves.left')}`)); });
  const send = async (event) => { event.preventDefault(); try { await post(casePath(id, '/curves'), { region: fit.region, exclude: [...excluded], reason: reason.value }); fill(message, h('p', { class: 'good', id: 'curve-noted' }, `✓ ${t('curves.noted')}`)); await renew(); } catch (error) { fill(message, faultBox(error)); } };
  return h('section', { class: 'card' }, h('h2', { tabindex: -1 }, fit.region, ' · ', fit.model), h('div', { class: 'columns' }, drawing, h('div', null, facts(fit, report), alternatives(fit, report),
    h('form', { id: 'curve-points', on: { submit: send } }, h('h3', null, t('curves.change')), h('fieldset', null, h('legend', null, t('curves.points')), boxes), field(t('curves.reason'), reason, { help: t('curves.reasonHelp') }), message, h('p', { class: 'actions' }, h('button', { type: 'submit' }, t('curves.apply')))))));
}

const facts = (fit, report) => h('dl', { class: 'facts' }, h('dt', null, t('curves.tia')), h('dd', null, number(fit.timeIntegratedActivity, () => fitSource(fit, report))), h('dt', null, t('curves.tail')), h('dd', { class: fit.extrapolatedFraction > 0.2 ? 'warn' : null }, asked(percent(fit.extrapolatedFraction), () => fitSource(fit, report), percent(fit.extrapolatedFraction))),
  (fit.parameters ?? []).map((p) => [h('dt', null, p.name), h('dd', null, number(p.value, () => fitSource(fit, report)))]), fit.warnings?.length ? [h('dt', null, t('curves.warnings')), h('dd', null, h('ul', { class: 'fine' }, fit.warnings.map((w) => h('li', null, w))))] : null);

const alternatives = (fit, report) => table(t('curves.alternatives'), [[t('curves.model'), (a) => a.model], ['AICc', (a) => (a.aicc === null || a.aicc === undefined ? '–' : plain(a.aicc)), true], [t('curves.tia'), (a) => number(a.timeIntegratedActivity, () => ({ ...fitSource(fit, report), title: `${fit.region} · ${a.model}`, formula: t('curves.formulaOther', { model: a.model }), notes: [t('curves.notUsed', { model: fit.model })] })), true]], fit.alternatives ?? []);
