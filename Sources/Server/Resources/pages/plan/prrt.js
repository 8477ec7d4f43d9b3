// Cycles of PRRT: what the cycles so far leave of the limits, and the gain of the artery.

import { h } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { plain, quantity } from '../../lib/format.js';
import { card, table } from '../../lib/parts.js';
import { gauge } from '../../charts/gauge.js';

export function prrt(plan) {
  return h('div', null, card(t('prrt.allowance'), h('p', { class: 'big' }, t('prrt.remaining', { n: plan.remainingCycles ?? '–', of: plan.plannedCycles ?? '–' })), h('p', null, t('prrt.by', { what: plan.limitedBy ?? '–', next: plain(plan.nextGBq) })), h('div', { class: 'gauges' }, plan.outlooks.map((o) => gauge({ name: `${o.organ} · ${o.measure}`, value: (o.gyPerGBq?.value ?? 0) * (plan.nextGBq ?? 0), u: (o.gyPerGBq?.u ?? 0) * (plan.nextGBq ?? 0), earlier: o.receivedGy, limit: o.limitGy, source: o.source })))),
    card(t('prrt.cycles'), table(t('prrt.cycles'), [[t('case.cycle'), (c) => c.number], [t('case.date'), (c) => c.date], ['GBq', (c) => plain(c.activityGBq), true], [t('prrt.doses'), (c) => Object.entries(c.doses ?? {}).map(([organ, dose]) => `${organ} ${quantity(dose, 'Gy')}`).join(' · ')], [t('prrt.source'), (c) => c.source]], plan.cycles)),
    card(t('prrt.outlook'), table(t('prrt.outlook'), [[t('prrt.organ'), (o) => o.organ], [t('prrt.received'), (o) => `${plain(o.receivedGy)} Gy`, true], [t('plan.limit'), (o) => `${plain(o.limitGy)} Gy`, true], ['Gy/GBq', (o) => quantity(o.gyPerGBq, ''), true], [t('prrt.more'), (o) => `${o.remainingCycles} (${o.remainingAtLeast}–${o.remainingAtMost})`, true], [t('prrt.source'), (o) => o.source]], plan.outlooks)),
    plan.gates?.length ? card(t('prrt.gain'), plan.gates.map((gate) => h('div', null, h('h3', null, gate.kind), h('p', null, t(gate.gate === undefined || gate.gate === null ? 'prrt.gainAlone' : 'prrt.gainLine', { gain: plain(gate.gain), low: plain(gate.gainLow), high: plain(gate.gainHigh), gate: plain(gate.gate), source: gate.source })), table(gate.kind, [[t('prrt.lesion'), (l) => l.name], [t('prrt.arterial'), (l) => plain(l.intraArterial), true], [t('prrt.venous'), (l) => plain(l.intravenous), true], [t('prrt.ratio'), (l) => plain(l.ratio), true]], gate.lesions ?? [])))) : null,
    h('details', { class: 'card', open: true }, h('summary', null, t('plan.assumptions')), h('ul', { class: 'fine' }, plan.assumptions.map((text) => h('li', null, text)))));
}
