// Plots of one patient over one axis: days from the first administration, therapies as lines through all of them.

import { s } from '../lib/dom.js';
import { Plot, ink } from './plot.js';
import { plain } from '../lib/format.js';
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

function therapies(axis, plot) {
  for (const a of axis.given) {
    const x = plot.x.at(axis.at(a.started));
    plot.add(s('line', { x1: x, x2: x, y1: plot.top, y2: plot.height - plot.bottom, stroke: '#a9762b', 'stroke-dasharray': '2 3' }, s('title', null, `${a.route ?? ''} ${a.activity_gbq ? `${plain(a.activity_gbq)} GBq` : ''}`)));
  }
  return plot;
}

export function swimmer(axis, rows) {
  const courses = rows.courses ?? [], lines = courses.length + 1, height = 76 + lines * 26;
  const plot = therapies(axis, new Plot({ width: 960, least: 620, height, left: 130, top: 26, label: t('patient.timeline'), x: { low: axis.low, high: axis.high, title: t('patient.days') }, y: { low: 0, high: lines, ticks: [] } }));
  courses.forEach((c, i) => {
    const from = axis.at(c.started), to = c.ended ? axis.at(c.ended) : Math.max(from + 5, ...axis.given.filter((a) => a.course === c.id).map((a) => axis.at(a.started) + 5)), y = plot.y.at(lines - i - 0.5);
    plot.add(plot.words(plot.left - 6, y + 4, c.kind, { anchor: 'end', fill: ink.text }), s('rect', { x: plot.x.at(from), y: y - 7, width: Math.max(4, plot.x.at(to) - plot.x.at(from)), height: 14, rx: 3, fill: ink.accent, 'fill-opacity': 0.75 }, s('title', null, `${c.kind} ${c.product ?? ''} ${c.started}`)));
  });
  for (const a of axis.given) plot.add(plot.words(plot.x.at(axis.at(a.started)) + 3, plot.top - 6, a.activity_gbq ? `${plain(a.activity_gbq)} GBq` : '', { size: 10 }));
  const y = plot.y.at(0.5);
  plot.add(plot.words(plot.left - 6, y + 4, t('patient.response'), { anchor: 'end', fill: ink.text }));
  for (const r of rows.responses ?? []) plot.add(s('rect', { x: plot.x.at(axis.at(r.assessed)) - 9, y: y - 9, width: 18, height: 17, rx: 3, fill: '#fff', stroke: ink.text }), plot.words(plot.x.at(axis.at(r.assessed)), y + 3.5, r.result, { anchor: 'middle', size: 9.5, fill: ink.text }));
  plot.node.classList.add('timeline');
  for (const d of rows.deaths ?? []) plot.add(plot.words(plot.x.at(axis.at(d.died)), y + 4, `✝ ${d.died}`, { fill: ink.text }));
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
