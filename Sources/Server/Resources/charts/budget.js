// The uncertainty budget: one bar a term, its share of the variance; covariance may be negative and points to the left.

import { s } from '../lib/dom.js';
import { percent } from '../lib/format.js';
import { ink } from './plot.js';

export function budgetBars(terms, { width = 320 } = {}) {
  const total = Math.sqrt(Math.max(0, terms.reduce((sum, term) => sum + Math.sign(term.relative) * term.relative ** 2, 0)));
  const widest = Math.max(...terms.map((term) => Math.abs(term.relative)), total) || 1;
  const rows = [...terms].sort((a, b) => Math.abs(b.relative) - Math.abs(a.relative));
  const height = rows.length * 30 + 34;
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot', xmlns: 'http://www.w3.org/2000/svg', 'font-family': 'system-ui, sans-serif',
    'aria-label': rows.map((term) => `${term.name} ${percent(term.relative)}`).join(', ') });
  rows.forEach((term, i) => svg.append(...row(term, i * 30, width, widest)));
  svg.append(...row({ name: '√Σ', relative: total, total: true }, rows.length * 30, width, widest));
  return svg;
}

function row(term, y, width, widest) {
  const length = (Math.abs(term.relative) / widest) * (width - 70);
  const fill = term.total ? ink.text : term.relative < 0 ? '#9a6b2f' : ink.accent;
  const sign = term.relative < 0 ? '−' : '';
  return [s('text', { x: 0, y: y + 11, 'font-size': 11, fill: ink.text, 'font-weight': term.total ? 700 : null }, term.name),
    s('rect', { x: 0, y: y + 15, width: Math.max(1, length), height: 9, fill, rx: 2, 'fill-opacity': term.relative < 0 ? 0.6 : 1 }),
    s('text', { x: Math.max(1, length) + 5, y: y + 23, 'font-size': 11, fill: ink.text }, sign + percent(Math.abs(term.relative)))];
}
