// A small plot: linear or logarithmic axes in SVG whose colours are attributes, so that an exported file looks the same.

import { s } from '../lib/dom.js';
import { plain } from '../lib/format.js';

export const ink = { text: '#33414d', faint: '#5c6b78', grid: '#e3e8ec', accent: '#0b6e75', warn: '#8a4b00', bad: '#b3261e',
  series: ['#0b6e75', '#b4531a', '#5b3fa8', '#2f6fb5', '#8a2f5f', '#4a6b1a', '#7a5a00', '#1d4e57', '#c02f55', '#555f6b'] };

/// A drawing is no wider than the screen, so that its letters keep their size on a phone.
export const room = (width) => Math.min(width, Math.max(280, (globalThis.innerWidth ?? width) - 64));

export class Plot {
  constructor({ width: wanted = 360, height = 220, x, y, left = 52, right = 12, top = 12, bottom = 38, label, least = 0 }) {
    const width = Math.max(least, room(wanted));
    Object.assign(this, { width, height, left, right, top, bottom });
    this.x = axis(x, left, width - right);
    this.y = axis(y, height - bottom, top);
    this.node = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: 'plot', xmlns: 'http://www.w3.org/2000/svg',
      'font-family': 'system-ui, sans-serif' });
    this.frame();
  }

  add(...nodes) { this.node.append(...nodes.flat().filter(Boolean)); return this; }

  frame() {
    for (const tick of this.x.ticks) this.tick(this.x.at(tick), tick, true);
    for (const tick of this.y.ticks) this.tick(this.y.at(tick), tick, false);
    if (this.x.title) this.add(this.words((this.left + this.width - this.right) / 2, this.height - 4, this.x.title, { anchor: 'middle', fill: ink.text }));
    if (this.y.title) this.add(s('text', { transform: `translate(11 ${(this.top + this.height - this.bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle', 'font-size': 11, fill: ink.text }, this.y.title));
  }

  tick(at, value, isX) {
    const end = this.height - this.bottom;
    this.add(isX ? s('line', { x1: at, x2: at, y1: this.top, y2: end, stroke: ink.grid }) : s('line', { x1: this.left, x2: this.width - this.right, y1: at, y2: at, stroke: ink.grid }));
    const text = (isX ? this.x.name : this.y.name)?.(value) ?? plain(value, 2);
    this.add(isX ? this.words(at, end + 14, text, { anchor: 'middle' }) : this.words(this.left - 5, at + 4, text, { anchor: 'end' }));
  }

  words(x, y, text, { anchor = 'start', fill = ink.faint, size = 11, weight } = {}) {
    return s('text', { x, y, 'text-anchor': anchor, fill, 'font-size': size, 'font-weight': weight }, text);
  }

  line(points, { stroke = ink.accent, width = 1.8, dash, fill = 'none', opacity } = {}) {
    const path = points.filter(([x, y]) => Number.isFinite(this.y.at(y)) && Number.isFinite(this.x.at(x)))
      .map(([x, y], i) => `${i ? 'L' : 'M'}${this.x.at(x).toFixed(1)} ${this.y.at(y).toFixed(1)}`).join('');
    return this.add(s('path', { d: path, stroke, fill, 'stroke-width': width, 'stroke-dasharray': dash, opacity, 'stroke-linejoin': 'round' }));
  }

  area(points, { fill = ink.accent, opacity = 0.18 } = {}) {
    if (points.length < 2) return this;
    const base = this.height - this.bottom;
    const path = points.map(([x, y], i) => `${i ? 'L' : 'M'}${this.x.at(x).toFixed(1)} ${this.y.at(y).toFixed(1)}`).join('')
      + `L${this.x.at(points.at(-1)[0]).toFixed(1)} ${base}L${this.x.at(points[0][0]).toFixed(1)} ${base}Z`;
    return this.add(s('path', { d: path, fill, opacity }));
  }

  bar(x, low, high, { stroke = ink.text } = {}) {
    const at = this.x.at(x), a = this.y.at(low), b = this.y.at(high);
    return this.add(s('path', { d: `M${at} ${a}L${at} ${b}M${at - 3} ${a}h6M${at - 3} ${b}h6`, stroke, fill: 'none' }));
  }

  dot(x, y, { fill = ink.accent, r = 3.6, stroke = '#fff', title, hollow } = {}) {
    return this.add(s('circle', { cx: this.x.at(x), cy: this.y.at(y), r, fill: hollow ? '#fff' : fill, stroke: hollow ? fill : stroke, 'stroke-width': hollow ? 1.6 : 1 }, title ? s('title', null, title) : null));
  }

  band(low, high, { fill, opacity = 1 } = {}) {
    const a = this.y.at(Math.max(low, this.y.low)), b = this.y.at(Math.min(high, this.y.high));
    if (!(a > b)) return this;
    return this.add(s('rect', { x: this.left, y: b, width: this.width - this.left - this.right, height: a - b, fill, opacity }));
  }
}

function axis({ low, high, log, title, ticks, name }, from, to) {
  const f = log ? Math.log10 : (v) => v;
  const span = f(high) - f(low) || 1;
  return { low, high, title, name, ticks: ticks ?? (log ? decades(low, high) : nice(low, high)), at: (v) => from + ((f(v) - f(low)) / span) * (to - from) };
}

export function nice(low, high, count = 5) {
  const raw = (high - low) / count || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((m) => m >= raw * 0.999);
  const list = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9) + 1e-12; i += 1) list.push(Number((i * step).toPrecision(12)));
  return list;
}

function decades(low, high) {
  const list = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e += 1) {
    for (const m of high / low > 200 ? [1] : [1, 2, 5]) if (m * 10 ** e >= low * 0.999 && m * 10 ** e <= high * 1.001) list.push(m * 10 ** e);
  }
  return list;
}

export const above = (value) => { const top = nice(0, value || 1, 5); return top.at(-1) >= value ? top.at(-1) : top.at(-1) + (top[1] - top[0]); };
