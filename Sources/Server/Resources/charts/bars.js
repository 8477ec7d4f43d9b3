// Horizontal bars of counts.

import { s } from '../lib/dom.js';
import { ink } from './plot.js';

export function bars(rows, { width = 340, label }) {
  const most = Math.max(1, ...rows.map((r) => r.value)), height = rows.length * 26 + 4;
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot bars', 'aria-label': `${label}: ${rows.map((r) => `${r.name} ${r.value}`).join(', ')}`, 'font-family': 'system-ui, sans-serif' });
  rows.forEach((row, i) => svg.append(s('text', { x: 118, y: i * 26 + 17, 'text-anchor': 'end', 'font-size': 12, fill: ink.text }, row.name), s('rect', { x: 124, y: i * 26 + 5, width: (row.value / most) * (width - 170), height: 16, fill: ink.accent, rx: 2 }), s('text', { x: 130 + (row.value / most) * (width - 170), y: i * 26 + 17, 'font-size': 12, fill: ink.text }, row.value)));
  return svg;
}
