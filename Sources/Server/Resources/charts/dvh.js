// Cumulative dose–volume histograms; a dashed pair marks the mean scaled by ± its uncertainty.

import { s } from '../lib/dom.js';
import { Plot, above, ink, room } from './plot.js';
import { t } from '../lib/texts.js';

/// `series`: [{name, gray:[…], fraction:[…], relative?, dash?}]
export function dvhPlot(series, { width = 560, height = 320, highest } = {}) {
  const reach = highest ?? above(Math.max(1, ...series.map((one) => reachOf(one))));
  const names = legend(series, room(width)), rows = Math.max(...names.map((one) => one.row), 0) + 1;
  const plot = new Plot({ width, height: height + 16 * (rows - 1), top: 10 + 16 * rows, label: t('dvh.label', { names: series.map((one) => one.name).join(', ') }),
    x: { low: 0, high: reach, title: t('dvh.dose') }, y: { low: 0, high: 100, title: t('dvh.volume') } });
  series.forEach((one, i) => draw(plot, one, ink.series[i % ink.series.length], names[i], reach));
  return plot.node;
}

/// Names stand above the plot, where no curve crosses them; each with its place and row.
function legend(series, width) {
  let x = 52, row = 0;
  return series.map((one) => {
    const long = 36 + 6.3 * one.name.length;
    if (x > 52 && x + long > width) { x = 52; row += 1; }
    const place = { x, row };
    x += long;
    return place;
  });
}

// The highest dose that more than a hundredth of the volume has, so that one hot voxel does not squeeze the rest.
const reachOf = (one) => one.gray[one.fraction.findLastIndex((f) => f > 0.005)] ?? one.gray.at(-1) ?? 1;

function draw(plot, one, stroke, place, reach) {
  const points = one.gray.map((dose, k) => [dose, 100 * one.fraction[k]]).filter(([dose]) => dose <= reach);
  if (one.relative) for (const factor of [1 - one.relative, 1 + one.relative]) {
    plot.line(points.map(([dose, v]) => [dose * factor, v]).filter(([dose]) => dose <= reach), { stroke, width: 1, dash: '3 3', opacity: 0.7 });
  }
  plot.line(points, { stroke, dash: one.dash });
  const y = 9 + 16 * place.row, { x } = place;
  plot.add(s('line', { x1: x, x2: x + 20, y1: y, y2: y, stroke, 'stroke-width': 2.4, 'stroke-dasharray': one.dash }), plot.words(x + 25, y + 4, one.name, { fill: ink.text }));
}

export function dvhRows(series) {
  return [['region', 'dose_Gy', 'volume_fraction'], ...series.flatMap((one) => one.gray.map((dose, i) => [one.name, dose, one.fraction[i]]))];
}
