// A bullet gauge: the dose against its limit; crossing is said in words, shape and colour, only when it is so.

import { s } from '../lib/dom.js';
import { ink, above } from './plot.js';
import { plain, quantity } from '../lib/format.js';
import { t } from '../lib/texts.js';

export function gauge({ name, value, u = 0, limit, source, sense = 'limit', unit = 'Gy', width = 300, earlier = 0, top }) {
  const total = value + earlier;
  const reach = top ?? above(1.15 * Math.max(total + u, limit ?? 0, 1e-9));
  const at = (v) => Math.min(1, Math.max(0, v / reach)) * (width - 4) + 2;
  // A dose that was solved for its limit is at the limit, whatever its last digit.
  const near = 1e-6 * Math.abs(limit ?? 0), crossed = limit !== undefined && limit !== null && (sense === 'limit' ? total > limit + near : total < limit - near);
  const words = `${name}: ${quantity({ value: total, u }, unit)}${limit ? `, ${t(sense === 'limit' ? 'gauge.limit' : 'gauge.goal')} ${plain(limit)} ${unit}` : ''}${crossed ? `, ${t('gauge.crossed')}` : ''}`;
  const svg = s('svg', { viewBox: `0 0 ${width} ${source ? 68 : 54}`, role: 'img', class: `gauge${crossed ? ' is-crossed' : ''}`, 'aria-label': words, 'font-family': 'system-ui, sans-serif' });
  svg.append(s('text', { x: 2, y: 13, 'font-size': 12, fill: ink.text }, name),
    s('text', { x: width - 2, y: 13, 'font-size': 12.5, 'text-anchor': 'end', 'font-weight': 650, fill: crossed ? ink.bad : ink.text }, `${crossed ? '✗ ' : ''}${quantity({ value: total, u }, unit)}`),
    s('rect', { x: 2, y: 20, width: width - 4, height: 16, fill: '#e7ecef', rx: 3 }));
  if (earlier) svg.append(s('rect', { x: 2, y: 23, width: Math.max(0, at(earlier) - 2), height: 10, fill: '#8797a3' }));
  svg.append(s('rect', { x: at(earlier), y: 23, width: Math.max(0, at(total) - at(earlier)), height: 10, fill: crossed ? ink.bad : ink.accent, rx: 1 }));
  if (u) svg.append(s('path', { d: `M${at(total - u)} 28H${at(total + u)}M${at(total - u)} 24v8M${at(total + u)} 24v8`, stroke: '#111a22', 'stroke-width': 1.2, fill: 'none' }));
  if (limit) svg.append(...[s('path', { d: `M${at(limit)} 17V39`, stroke: '#111a22', 'stroke-width': 2.6 }),
    s('text', { x: at(limit), y: 50, 'font-size': 11, 'text-anchor': at(limit) > width / 2 ? 'end' : 'start', fill: ink.faint }, `${sense === 'limit' ? '≤' : '≥'} ${plain(limit)} ${unit}`),
    source ? s('text', { x: 2, y: 64, 'font-size': 10.5, fill: ink.faint }, s('title', null, source), short(source)) : null].filter(Boolean));
  return svg;
}

const short = (text) => (text.length > 56 ? `${text.slice(0, 54)}…` : text);
