// Doses: against their limits, the table of regions, DVH, the budget of a region; every number answers for itself.

import { h, fill, field, select } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { casePath } from '../../lib/api.js';
import { identityOf, reportOf } from '../../lib/case.js';
import { percent, quantity } from '../../lib/format.js';
import { card, table } from '../../lib/parts.js';
import { brokenSeal } from '../../lib/seal.js';
import { asked, number } from '../../lib/drawer.js';
import { figure } from '../../charts/figure.js';
import { gauge } from '../../charts/gauge.js';
import { dvhPlot, dvhRows } from '../../charts/dvh.js';
import { budgetBars } from '../../charts/budget.js';
import { check } from '../../viewer/panel.js';

export async function show({ main, id, one }) {
  const report = await reportOf(id, one());
  if (!report?.summaries?.length) { fill(main, h('h1', null, t('step.dose')), h('p', { class: 'none' }, t('noResults'))); return; }
  let at = 0;
  const body = h('div');
  const draw = () => fill(body, tableOf(report, report.summaries[at]), h('div', { class: 'columns' }, histograms(report.summaries[at]), budgets(report.summaries[at])));
  draw();
  fill(main, h('div', { class: 'title-row' }, h('h1', null, t('step.dose')), links(id)), brokenSeal(one()), verdicts(report), findings(report),
    report.summaries.length > 1 ? field(t('dose.which'), select(report.summaries.map((s, i) => [i, `${s.title} · ${s.engine}`]), at, (v) => { at = Number(v); draw(); })) : null, body, comparison(report), truth(report));
}

const links = (id) => h('p', { class: 'actions' }, h('a', { class: 'button', href: casePath(id, '/report.pdf'), target: '_blank', rel: 'noopener' }, 'PDF'), h('a', { class: 'button', href: casePath(id, '/report.html'), target: '_blank', rel: 'noopener' }, t('dose.fullReport')));

function verdicts(report) {
  const limits = (report.keyResults ?? []).filter((k) => k.dose);
  if (!limits.length) return null;
  return card(t('dose.verdict'), h('div', { class: 'gauges' }, limits.map((k) => h('div', null, asked(gauge({ name: k.label, value: k.dose.value, u: k.dose.u, unit: k.dose.unit, limit: k.limit?.dose?.value, source: k.limit?.source, sense: k.limit?.sense === 'goal' ? 'goal' : 'limit' }), () => limitSource(report, k), quantity(k.dose), 'gauge-button'), h('p', { class: 'fine' }, [k.quantity, k.verdict].filter(Boolean).join(' · '))))));
}

/// The dose that is held against a limit, as the table of regions explains it, and the limit with who set it.
function limitSource(report, k) {
  const [summary, region] = place(report, identityOf(k.region));
  const own = region ? doseSource(report, summary, region, k.quantity, [region.recoveryCorrectedMean, region.mean].find((q) => q?.value === k.dose.value) ?? k.dose) : { title: k.label, files: report.provenance?.inputs };
  return { ...own, inputs: [[t('gauge.limit'), k.limit?.dose], [t('prrt.source'), k.limit?.source], ...(own.inputs ?? [])] };
}

function place(report, identity) {
  for (const summary of report.summaries) { const region = summary.regions.find((r) => r.identity === identity); if (region) return [summary, region]; }
  return [];
}

function findings(report) {
  if (!report.findings?.length) return null;
  return h('details', { class: 'card' }, h('summary', null, `! ${t('dose.findings', { n: report.findings.length })}`), h('ul', null, report.findings.map((f) => h('li', null, f.subject ? `${f.subject}: ` : '', f.text))));
}

export function doseSource(report, summary, region, title = t('dose.mean'), q = region.mean) {
  const fit = report.fits?.find((f) => f.identity === region.identity);
  return { title: `${region.region} · ${title}`, formula: summary.engine === 'local deposition' ? 'D = Ã · Ē / m' : t('dose.formula', { engine: summary.engine }),
    inputs: [[t('dose.region'), region.definition || region.region], [t('dose.tia'), region.timeIntegratedActivity], [t('contours.mass'), region.mass], [t('contours.volume'), region.volume], [t('curves.model'), fit?.model], [t('curves.tail'), fit ? percent(fit.extrapolatedFraction) : null], [t('dose.recovered'), region.recoveryCorrectedMean], [t('dose.k'), String(report.coverageFactor ?? 1)]],
    budget: q === region.mean || q === region.recoveryCorrectedMean ? region.budget : undefined, notes: [...(region.warnings ?? []), ...(fit?.warnings ?? [])], steps: summary.provenance?.steps, tables: summary.provenance?.tables, files: report.provenance?.inputs };
}

function tableOf(report, summary) {
  const ask = (q, region, title) => number(q, q ? () => doseSource(report, summary, region, title, q) : null);
  const sum = report.summaries.find((s) => s !== summary && /cumul|all cycles/i.test(s.title)), cumulative = (region) => sum?.regions.find((r) => r.identity === region.identity);
  const columns = [[t('dose.region'), (r) => [r.region, r.warnings?.length ? h('span', { class: 'warn-mark', title: r.warnings.join(' ') }, ' !') : null]], [t('contours.mass'), (r) => ask(r.mass, r, t('contours.mass')), true], [t('dose.mean'), (r) => ask(r.mean, r, t('dose.mean')), true],
    [t('dose.recovered'), (r) => ask(r.recoveryCorrectedMean, r, t('dose.recovered')), true], ['D98', (r) => ask(r.doseAtVolume?.D98, r, 'D98'), true], ['D50', (r) => ask(r.doseAtVolume?.D50, r, 'D50'), true], ['D2', (r) => ask(r.doseAtVolume?.D2, r, 'D2'), true], ['BED', (r) => ask(r.bed, r, 'BED'), true],
    [t('dose.cumulative'), (r) => (cumulative(r) ? number(cumulative(r).mean, () => doseSource(report, sum, cumulative(r))) : '–'), true]];
  const fine = columns.filter(([title, cell]) => title !== t('dose.cumulative') || summary.regions.some((r) => cumulative(r)));
  return card(t('dose.table', { title: summary.title, engine: summary.engine }), table(t('dose.caption'), fine, summary.regions, { id: 'doses' }), h('p', { class: 'fine' }, t('dose.note')));
}

function histograms(summary) {
  const able = summary.regions.filter((r) => r.histogram?.dose?.length), wanted = new Set(able.filter((r) => /liver without|kidney|lesion 1|tumour|all lesions/i.test(r.region) && !/lobe/i.test(r.region)).slice(0, 6).map((r) => r.region));
  const plot = h('div'), series = () => able.filter((r) => wanted.has(r.region)).map((r) => ({ name: r.region, gray: r.histogram.dose, fraction: r.histogram.volumeFraction, relative: r.mean?.u ? r.mean.u / r.mean.value : 0 }));
  const draw = () => fill(plot, figure(dvhPlot(series()), { name: 'dvh', title: t('dvh.title'), csv: () => dvhRows(series()), caption: t('dvh.band') }));
  draw();
  return card(null, plot, h('fieldset', { class: 'choices' }, h('legend', null, t('dvh.choose')), able.map((r) => check(r.region, wanted.has(r.region), (on) => { wanted[on ? 'add' : 'delete'](r.region); draw(); }))));
}

function budgets(summary) {
  const able = summary.regions.filter((r) => r.budget?.length), place = h('div');
  if (!able.length) return null;
  const draw = (name) => { const region = able.find((r) => r.region === name); fill(place, figure(budgetBars(region.budget, { width: 420 }), { name: `budget-${name}`, csv: () => [['term', 'relative', 'basis'], ...region.budget.map((b) => [b.name, b.relative, b.basis])] })); };
  const start = able.find((r) => /lesion/i.test(r.region)) ?? able[0];
  draw(start.region);
  return card(t('dose.budget'), field(t('dose.region'), select(able.map((r) => r.region), start.region, draw)), place);
}

function comparison(report) {
  const rows = report.predictions ?? [];
  return rows.length ? card(t('dose.predicted'), table(t('dose.predicted'), [[t('dose.region'), (r) => r.region ?? r.quantity], [t('dose.predictedShort'), (r) => number(r.predicted, { title: `${r.region ?? r.quantity} · ${t('dose.predictedShort')}`, inputs: [[t('dose.quantity'), r.quantity], [t('prrt.source'), r.source ?? report.planning?.source]], notes: [r.basis, r.note].filter(Boolean), files: report.provenance?.inputs }), true], [t('dose.delivered'), (r) => number(r.delivered ?? r.result, () => deliveredSource(report, r)), true]], rows)) : null;
}

function deliveredSource(report, row) {
  const [summary, region] = place(report, row.identity);
  return region ? doseSource(report, summary, region, row.quantity) : { title: row.region ?? row.quantity, files: report.provenance?.inputs };
}

/// A row of truth names region and quantity; what its result was made of stands with the region.
function truthSource(report, row) {
  const name = row.quantity.split(', ')[0], [summary, region] = place(report, report.summaries[0].regions.find((r) => r.region === name)?.identity);
  const own = region ? doseSource(report, summary, region, row.quantity, row.result) : { title: row.quantity, files: report.provenance?.inputs };
  return { ...own, inputs: [[t('dose.true'), { value: row.truth, unit: row.unit }], ...(own.inputs ?? [])] };
}

function truth(report) {
  if (!report.truth?.length) return null;
  return h('details', { class: 'card' }, h('summary', null, t('dose.truth')), table(t('dose.truth'), [[t('dose.quantity'), (r) => r.quantity], [t('dose.result'), (r) => number(r.result, () => truthSource(report, r)), true], [t('dose.true'), (r) => quantity({ value: r.truth }, r.unit), true], [t('dose.deviation'), (r) => percent(r.relativeDeviation), true]], report.truth));
}

