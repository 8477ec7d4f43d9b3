// Horizontal bars of counts; each name stands above its bar, so that a long one is not cut.

import { s } from '../lib/dom.js';
import { ink, room } from './plot.js';

export function bars(rows, { width: wanted = 340, label }) {
  const width = room(wanted);
  const most = Math.max(1, ...rows.map((r) => r.value)), step = 34, height = rows.length * step + 4, reach = width - 46;
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot bars', 'aria-label': `${label}: ${rows.map((r) => `${r.name} ${r.value}`).join(', ')}`, 'font-family': 'system-ui, sans-serif' });
  rows.forEach((row, i) => {
    const y = i * step, long = (row.value / most) * reach;
    svg.append(s('text', { x: 1, y: y + 13, 'font-size': 12, fill: ink.text }, row.name), s('rect', { x: 1, y: y + 18, width: long, height: 11, fill: ink.accent, rx: 2 }), s('text', { x: long + 7, y: y + 28, 'font-size': 12, fill: ink.text }, row.value));
  });
  return svg;
}
