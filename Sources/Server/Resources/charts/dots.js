// A dot plot: one row a method, its value on a common line.

import { s } from '../lib/dom.js';
import { plain } from '../lib/format.js';
import { above, ink } from './plot.js';

export function dotPlot(rows, { width = 420, unit = '', label }) {
  const left = 190, top = above(1.05 * Math.max(...rows.map((r) => r.value))), at = (v) => left + (v / top) * (width - left - 60), height = rows.length * 24 + 8;
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot', 'aria-label': `${label}: ${rows.map((r) => `${r.name} ${plain(r.value)} ${unit}`).join(', ')}`, 'font-family': 'system-ui, sans-serif' });
  rows.forEach((row, i) => {
    const y = i * 24 + 16;
    svg.append(s('text', { x: left - 8, y: y + 4, 'text-anchor': 'end', 'font-size': 11.5, fill: ink.text, 'font-weight': row.strong ? 700 : null }, row.name.length > 25 ? `${row.name.slice(0, 24)}…` : row.name, s('title', null, row.name)), s('line', { x1: left, x2: width - 56, y1: y, y2: y, stroke: ink.grid }),
      s('circle', { cx: at(row.value), cy: y, r: row.strong ? 6.5 : 4.5, fill: row.strong ? ink.accent : '#fff', stroke: ink.accent, 'stroke-width': 2 }), s('text', { x: width - 52, y: y + 4, 'font-size': 11.5, fill: ink.text }, `${plain(row.value)} ${unit}`));
  });
  return svg;
}
