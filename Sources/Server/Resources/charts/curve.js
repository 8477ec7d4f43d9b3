// Activity of one region over time: points with error bars, the fit, the extrapolated tail shaded, residuals below.

import { Plot, above, ink } from './plot.js';
import { t } from '../lib/texts.js';
import { percent, quantity } from '../lib/format.js';

const HOUR = 3600;

/// `fit` is a row of report.json (points, model, …) and `samples` the curve of the same region in curves.json.
export function curvePlot(fit, samples, { width = 340, height = 210, excluded = new Set(), names = [] } = {}) {
  const points = fit.points.map((p) => [p.time.value / HOUR, p.activity.value / 1e6, (p.activity.u ?? 0) / 1e6]);
  const last = Math.max(...points.map((p) => p[0]));
  const until = Math.max(last * 1.8, last + 24);
  const curve = (samples?.curve ?? []).map((p) => [p.time / HOUR, p.activity / 1e6]).filter(([x]) => x <= until);
  const top = above(Math.max(...points.map((p) => p[1] + p[2]), ...curve.map((p) => p[1])));
  const plot = new Plot({ width, height, label: words(fit), x: { low: 0, high: until, title: t('curve.hours') }, y: { low: 0, high: top, title: 'MBq' } });
  plot.area(curve.filter(([x]) => x >= last), { fill: '#c88a2b', opacity: 0.28 }).line(curve.filter(([x]) => x <= last)).line(curve.filter(([x]) => x >= last), { dash: '5 4' });
  points.forEach(([x, y, u], i) => {
    plot.bar(x, Math.max(0, y - u), y + u).dot(x, y, { hollow: excluded.has(names[i]), title: `${names[i] ?? ''} ${quantity(fit.points[i].activity)}` });
  });
  if (Number.isFinite(fit.extrapolatedFraction)) plot.add(plot.words(plot.width - 16, 26, t('curve.tail', { share: percent(fit.extrapolatedFraction) }), { anchor: 'end', fill: ink.warn }));
  return plot.node;
}

const words = (fit) => t('curve.label', { region: fit.region, model: fit.model, n: fit.points.length, share: percent(fit.extrapolatedFraction) });

export function residualPlot(fit, { width = 340, height = 110 } = {}) {
  const points = fit.points.map((p, i) => [p.time.value / HOUR, (p.activity.value - (fit.fitted?.[i]?.value ?? NaN)) / (p.activity.u || NaN)]).filter((p) => Number.isFinite(p[1]));
  const size = Math.max(2, ...points.map((p) => Math.abs(p[1])));
  const until = Math.max(...fit.points.map((p) => p.time.value / HOUR)) * 1.8;
  const plot = new Plot({ width, height, label: t('curve.residuals', { region: fit.region }), x: { low: 0, high: until, title: t('curve.hours') }, y: { low: -size, high: size, title: t('curve.sigmas'), ticks: [-2, 0, 2] } });
  plot.line([[0, 0], [until, 0]], { stroke: ink.faint, width: 1 });
  for (const [x, y] of points) plot.line([[x, 0], [x, y]], { width: 1.4 }).dot(x, y);
  return plot.node;
}

export const curveRows = (fit) => [['region', 'model', 'time_h', 'activity_MBq', 'u_MBq', 'fitted_MBq'],
  ...fit.points.map((p, i) => [fit.region, fit.model, p.time.value / HOUR, p.activity.value / 1e6, (p.activity.u ?? 0) / 1e6, (fit.fitted?.[i]?.value ?? NaN) / 1e6])];
