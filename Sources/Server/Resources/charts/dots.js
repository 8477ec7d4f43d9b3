// A dot plot: one row a method, its value on a common line; what tells two rows of one method apart stands below its name.

import { s } from '../lib/dom.js';
import { plain } from '../lib/format.js';
import { above, ink, room } from './plot.js';

export function dotPlot(rows, { width: wanted = 480, unit = '', label }) {
  const width = room(wanted), left = Math.min(196, width / 2 - 20), step = 32, top = above(1.05 * Math.max(...rows.map((r) => r.value))), at = (v) => left + (v / top) * (width - left - 74), height = rows.length * step + 6;
  const name = (row) => [row.name, row.detail].filter(Boolean).join(', ');
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot', 'aria-label': `${label}: ${rows.map((r) => `${name(r)} ${plain(r.value)} ${unit}`).join(', ')}`, 'font-family': 'system-ui, sans-serif' });
  rows.forEach((row, i) => {
    const y = i * step + 17, words = (dy, size, text, fill, weight) => s('text', { x: left - 10, y: y + dy, 'text-anchor': 'end', 'font-size': size, fill, 'font-weight': weight }, text);
    svg.append(words(row.detail ? -1 : 4, 12, row.name, ink.text, row.strong ? 700 : null), ...(row.detail ? [words(11, 10, short(row.detail, Math.floor((left - 10) / 5.2)), ink.faint)] : []), s('line', { x1: left, x2: width - 70, y1: y, y2: y, stroke: ink.grid }),
      s('circle', { cx: at(row.value), cy: y, r: row.strong ? 6.5 : 4.5, fill: row.strong ? ink.accent : '#fff', stroke: ink.accent, 'stroke-width': 2 }), s('text', { x: width - 64, y: y + 4, 'font-size': 12, fill: ink.text }, `${plain(row.value)} ${unit}`));
  });
  return svg;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
