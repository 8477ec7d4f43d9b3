// Subjects over time: a step for each allocation, the planned number as a dashed line, and where the rate of now leads.

import { Plot, above, ink } from './plot.js';
import { t } from '../lib/texts.js';
import { plain, day } from '../lib/format.js';

const DAY = 86400e3, MONTH = 30.44;

/// `times`: when each subject was allocated (ISO 8601); `from`: when the protocol was locked; `planned`: how many are wanted.
export function enrolmentPlot(times, { from, planned, today = new Date().toISOString(), width = 480, height = 220 }) {
  const zero = Date.parse(from ?? times[0] ?? today), at = (time) => Math.max(0, (Date.parse(time) - zero) / DAY), days = times.map(at).sort((a, b) => a - b), now = Math.max(at(today), days.at(-1) ?? 0), end = Math.max(now, 30);
  const dates = (x) => day(new Date(zero + x * DAY).toISOString()), step = Math.max(1, Math.ceil(end / 4 / 7)) * 7, ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
  const top = above(Math.max(planned ?? 0, days.length, 4));
  const plot = new Plot({ width, height, left: 46, right: 34, label: t('trial.curveLabel', { n: days.length, of: planned ?? '–', from: dates(0) }), x: { low: 0, high: end, ticks, name: dates }, y: { low: 0, high: top, title: t('trial.subjects'), name: (v) => (Number.isInteger(v) ? String(v) : '') } });
  const steps = [[0, 0], ...days.flatMap((x, i) => [[x, i], [x, i + 1]]), [now, days.length]];
  if (planned) plot.line([[0, planned], [end, planned]], { stroke: ink.faint, dash: '5 4', width: 1.2 });
  return plot.area(steps, { opacity: 0.12 }).line(steps).node;
}

/// Subjects a month over the last three months (or since the beginning), and when the last one comes at this rate.
export function outlook(times, { from, planned, today = new Date().toISOString() }) {
  const now = Date.parse(today), months = Math.min(3, (now - Date.parse(from)) / DAY / MONTH);
  const recent = times.filter((time) => now - Date.parse(time) <= months * MONTH * DAY).length;
  if (!(months >= 1) || !recent || !planned || times.length >= planned) return undefined;
  const rate = recent / months, when = new Date(now + ((planned - times.length) / rate) * MONTH * DAY);
  return t('trial.rate', { rate: plain(rate, 2), months: plain(months, 2), of: planned, when: when.toISOString().slice(0, 7) });
}

export const enrolmentRows = (times) => [['allocated', 'subjects'], ...[...times].sort().map((time, i) => [time, i + 1])];
