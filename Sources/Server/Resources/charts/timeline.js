// Plots of one patient over one axis: days from the first administration, therapies as lines through all of them.

import { s } from '../lib/dom.js';
import { Plot, above, nice, ink } from './plot.js';
import { plain, quantity } from '../lib/format.js';
import { t } from '../lib/texts.js';

const DAY = 86400e3;
const days = (text) => Date.parse(`${String(text).slice(0, 10)}T00:00:00Z`) / DAY;

export function timeAxis(rows) {
  const given = [...(rows.administrations ?? [])].filter((a) => a.started).sort((a, b) => String(a.started).localeCompare(String(b.started)));
  const starts = given.length ? given.map((a) => a.started) : (rows.courses ?? []).map((c) => c.started).filter(Boolean).sort();
  if (!starts.length) return undefined;
  const zero = String(starts[0]).slice(0, 10), from = days(zero);
  const dates = Object.values(rows).flat().flatMap((r) => [r.sampled, r.assessed, r.measured, r.delivered, r.started, r.ended, r.died, r.done]).filter(Boolean).map((d) => days(d) - from).filter(Number.isFinite);
  return { zero, given, at: (text) => days(text) - from, low: Math.max(-400, Math.min(-14, ...dates)), high: Math.max(60, ...dates) + 14 };
}

const frame = (axis, y, { width = 360, height = 190, label, title }) => therapies(axis, new Plot({ width, height, label, x: { low: axis.low, high: axis.high, title: title ?? t('patient.daysShort') }, y }));

function therapies(axis, plot) {
  for (const a of axis.given) {
    const x = plot.x.at(axis.at(a.started));
    plot.add(s('line', { x1: x, x2: x, y1: plot.top, y2: plot.height - plot.bottom, stroke: '#a9762b', 'stroke-dasharray': '2 3' }, s('title', null, `${a.route ?? ''} ${a.activity_gbq ? `${plain(a.activity_gbq)} GBq` : ''}`)));
  }
  return plot;
}

/// One laboratory test: values, limits of normal, the nadir or peak marked.
export function laboratory(axis, test, values) {
  const sorted = [...values].sort((a, b) => String(a.sampled).localeCompare(String(b.sampled))), points = sorted.map((v) => [axis.at(v.sampled), Number(v.value)]), unit = sorted.at(-1)?.unit ?? '';
  const lower = number(sorted.at(-1)?.lower), upper = number(sorted.at(-1)?.upper), top = above(1.1 * Math.max(...points.map((p) => p[1]), upper ?? 0));
  const plot = frame(axis, { low: 0, high: top, title: unit }, { label: t('patient.labLabel', { test, n: points.length, last: `${plain(points.at(-1)[1])} ${unit}` }) });
  for (const [limit, name] of [[lower, 'LLN'], [upper, 'ULN']]) if (limit !== undefined) plot.line([[axis.low, limit], [axis.high, limit]], { stroke: ink.faint, width: 1, dash: '5 3' }).add(plot.words(plot.width - 14, plot.y.at(limit) - 3, name, { anchor: 'end', size: 10 }));
  plot.line(points);
  const extreme = mark(points, lower, upper);
  sorted.forEach((v, i) => plot.dot(...points[i], { r: points[i] === extreme ? 5 : 3.4, title: `${v.sampled}: ${plain(v.value)} ${unit}` }));
  return plot.node;
}

const number = (v) => (v === null || v === undefined || v === '' ? undefined : Number(v));
// The nadir where only a lower limit matters, else the peak.
const mark = (points, lower, upper) => points.reduce((best, p) => ((lower !== undefined && upper === undefined ? p[1] < best[1] : p[1] > best[1]) ? p : best), points[0]);

export function swimmer(axis, rows) {
  const courses = rows.courses ?? [], lines = courses.length + 1, height = 76 + lines * 26;
  const plot = therapies(axis, new Plot({ width: 960, height, left: 130, top: 26, label: t('patient.timeline'), x: { low: axis.low, high: axis.high, title: t('patient.days') }, y: { low: 0, high: lines, ticks: [] } }));
  courses.forEach((c, i) => {
    const from = axis.at(c.started), to = c.ended ? axis.at(c.ended) : Math.max(from + 5, ...axis.given.filter((a) => a.course === c.id).map((a) => axis.at(a.started) + 5)), y = plot.y.at(lines - i - 0.5);
    plot.add(plot.words(plot.left - 6, y + 4, c.kind, { anchor: 'end', fill: ink.text }), s('rect', { x: plot.x.at(from), y: y - 7, width: Math.max(4, plot.x.at(to) - plot.x.at(from)), height: 14, rx: 3, fill: ink.accent, 'fill-opacity': 0.75 }, s('title', null, `${c.kind} ${c.product ?? ''} ${c.started}`)));
  });
  for (const a of axis.given) plot.add(plot.words(plot.x.at(axis.at(a.started)) + 3, plot.top - 6, a.activity_gbq ? `${plain(a.activity_gbq)} GBq` : '', { size: 10 }));
  const y = plot.y.at(0.5);
  plot.add(plot.words(plot.left - 6, y + 4, t('patient.response'), { anchor: 'end', fill: ink.text }));
  for (const r of rows.responses ?? []) plot.add(s('rect', { x: plot.x.at(axis.at(r.assessed)) - 9, y: y - 9, width: 18, height: 17, rx: 3, fill: '#fff', stroke: ink.text }), plot.words(plot.x.at(axis.at(r.assessed)), y + 3.5, r.result, { anchor: 'middle', size: 9.5, fill: ink.text }));
  for (const d of rows.deaths ?? []) plot.add(plot.words(plot.x.at(axis.at(d.died)), y + 4, `✝ ${d.died}`, { fill: ink.text }));
  return plot.node;
}

export function doseSteps(axis, list) {
  const regions = [...new Set(list.map((r) => r.region))], top = above(1.1 * Math.max(...list.map((r) => Math.max(r.gray, r.limit_gray ?? 0))));
  const plot = frame(axis, { low: 0, high: top, title: 'Gy' }, { width: 520, height: 260, label: t('patient.doses') });
  regions.forEach((region, i) => {
    const mine = list.filter((r) => r.region === region), stroke = ink.series[i % ink.series.length], path = [[axis.low, 0]];
    for (const r of mine) path.push([axis.at(r.date), path.at(-1)[1]], [axis.at(r.date), r.gray]);
    plot.line([...path, [axis.high, path.at(-1)[1]]], { stroke }).add(plot.words(plot.left + 6, plot.top + 12 + i * 14, `${region} ${quantity({ value: path.at(-1)[1] }, 'Gy')}`, { fill: stroke, weight: 600 }));
    if (mine.at(-1).limit_gray) plot.line([[axis.low, mine.at(-1).limit_gray], [axis.high, mine.at(-1).limit_gray]], { stroke, dash: '6 3', width: 1 });
  });
  return plot.node;
}

/// Change of each lesion's diameter from its first, with the lines of −30 % and +20 %.
export function spider(axis, list) {
  const lesions = [...new Set(list.map((m) => m.lesion))], change = (mine, m) => 100 * (Number(m.value) / Number(mine[0].value) - 1);
  const sets = lesions.map((l) => list.filter((m) => m.lesion === l).sort((a, b) => String(a.measured).localeCompare(b.measured)));
  const reach = Math.max(60, ...sets.flatMap((mine) => mine.map((m) => Math.abs(change(mine, m)))));
  const plot = frame(axis, { low: -100, high: Math.min(200, reach), title: '%', ticks: nice(-100, Math.min(200, reach)) }, { width: 520, height: 260, label: t('patient.lesions') });
  for (const [at, name] of [[-30, '−30 %'], [20, '+20 %']]) plot.line([[axis.low, at], [axis.high, at]], { stroke: ink.faint, dash: '5 3', width: 1 }).add(plot.words(plot.width - 14, plot.y.at(at) - 3, name, { anchor: 'end' }));
  sets.forEach((mine, i) => { const stroke = ink.series[i % ink.series.length], points = mine.map((m) => [axis.at(m.measured), change(mine, m)]); plot.line(points, { stroke }); for (const p of points) plot.dot(...p, { fill: stroke, title: mine[0].lesion }); });
  return plot.node;
}

/// Peak ALT against peak bilirubin in multiples of the upper limit of normal, both logarithmic, with the lines of 3 and 2.
export function edish(values) {
  const peak = (test) => Math.max(...values.filter((v) => v.test === test && Number(v.upper) > 0).map((v) => Number(v.value) / Number(v.upper)));
  const [alt, bilirubin] = [peak('ALT'), peak('bilirubin')];
  if (!(alt > 0) || !(bilirubin > 0)) return undefined;
  const plot = new Plot({ width: 420, height: 280, label: t('patient.edishLabel', { alt: plain(alt, 2), bilirubin: plain(bilirubin, 2) }), x: { low: Math.min(0.1, alt / 2), high: Math.max(20, alt * 2), log: true, title: t('patient.alt'), ticks: [0.1, 1, 3, 10] }, y: { low: Math.min(0.1, bilirubin / 2), high: Math.max(20, bilirubin * 2), log: true, title: t('patient.bilirubin'), ticks: [0.1, 1, 2, 10] } });
  plot.line([[3, plot.y.low], [3, plot.y.high]], { stroke: ink.bad, dash: '5 3', width: 1 }).line([[plot.x.low, 2], [plot.x.high, 2]], { stroke: ink.bad, dash: '5 3', width: 1 });
  return plot.dot(alt, bilirubin, { r: 6 }).node;
}
