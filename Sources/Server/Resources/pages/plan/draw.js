// Perfused volumes of a plan under the hand: images, drawing, and the doses of what is drawn at the activity of the slider.

import { h, fill, field, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, call } from '../../lib/api.js';
import { plain, percent, quantity } from '../../lib/format.js';
import { Viewer } from '../../viewer/viewer.js';
import { panel } from '../../viewer/panel.js';
import { Contours, bound } from '../../viewer/contours.js';
import { faultBox } from '../../lib/fault.js';
import { latest } from '../../lib/latest.js';
import { gaugesOf, account, histogram } from './tare.js';

export async function draw({ main, id, plan }) {
  const base = `/api/plans/${encodeURIComponent(id)}`, volumes = await get(`${base}/volumes`), viewer = new Viewer(volumes), below = h('div', { class: 'draw-doses' }), side = h('aside', { class: 'viewer-side', 'aria-label': t('viewer.controls') });
  fill(main, h('h1', { class: 'unseen' }, t('territory.title')), h('div', { class: 'viewer-page' }, h('div', { class: 'draw-main' }, viewer.node, below), side));
  document.body.classList.add('is-viewing');
  let territories;
  viewer.start().then(() => {
    const doses = new Doses(plan);
    territories = new Territories(viewer, id, base, doses);
    fill(side, h('p', null, h('a', { href: `#/plan/${encodeURIComponent(id)}` }, `← ${t('territory.back')}`)), territories.node, panel(viewer));
    fill(below, doses.node);
    document.body.dataset.viewer = 'ready';
  }).catch((error) => fill(side, faultBox(error)));
  return () => { document.body.classList.remove('is-viewing'); delete document.body.dataset.viewer; territories?.close(); viewer.close(); };
}

/// Activity and gauges of the injection that is drawn.
class Doses {
  constructor(plan) {
    Object.assign(this, { plan, activity: {}, gauges: h('div', { class: 'gauges', id: 'gauges' }), total: h('div'), time: h('span', { class: 'fine', id: 'latency' }), node: h('section', { class: 'what-if', 'aria-label': t('plan.whatIf') }) });
    for (const one of plan.injections) this.activity[one.name] = one.prescribedGBq ?? one.proposals?.[0]?.activityGBq ?? 1;
  }

  /// `ask` is told of every move of the slider.
  follow(n, ask) {
    // What several injections share is drawn while the last one stays in view.
    if (this.at === n || !this.plan.injections[n]) return;
    this.at = n;
    this.curves = h('div', { id: 'draw-dvh' });
    const injection = this.plan.injections[n], most = 1.5 * Math.max(this.activity[injection.name], ...injection.proposals.map((p) => p.activityGBq)), value = h('output', { class: 'big', id: 'activity' });
    const say = () => { value.textContent = quantity({ value: this.activity[injection.name] }, 'GBq'); };
    const slider = h('input', { type: 'range', id: 'slider', min: 0.01, max: most.toFixed(2), step: (most / 400).toPrecision(1), value: this.activity[injection.name], on: { input: () => { this.activity[injection.name] = Number(slider.value); say(); ask(); } } });
    say();
    fill(this.node, h('div', null, h('h2', null, injection.name), value, field(t('plan.activity'), slider), this.time, h('p', { class: 'fine' }, t('territory.models'))), h('div', null, this.gauges, this.curves, this.total));
  }

  show(preview, milliseconds) {
    const first = this.plan.injections[this.at], now = preview.injections.find((one) => one.name === first.name);
    fill(this.gauges, gaugesOf(now, null, now.models.at(-1)?.model, first));
    histogram(this.curves, now, first);
    fill(this.total, account(preview.sessions));
    this.gauges.dataset.count = Number(this.gauges.dataset.count ?? 0) + 1;
    this.time.textContent = t('plan.latency', { ms: milliseconds });
  }
}

class Territories extends Contours {
  constructor(viewer, id, base, doses) {
    super(viewer, `plan/${id}`, base);
    this.doses = doses;
    this.ask = latest(() => this.preview());
    this.later = this.ask;
    this.draw();
    this.ask();
  }

  async preview() {
    const began = performance.now();
    try {
      const answer = await call('POST', `${this.base}/territories`, { query: { activity: JSON.stringify(this.doses.activity) }, body: this.structures.file() });
      this.rows = answer.rows;
      fill(this.result, this.table(this.rows));
      this.doses.show(answer.plan, Math.round(performance.now() - began));
      this.result.dataset.count = Number(this.result.dataset.count ?? 0) + 1;
    } catch (error) { fill(this.result, faultBox(error)); }
  }

  table(rows) {
    const one = rows.find((row) => row.label === this.structures.active);
    if (!one) return h('p', { class: this.isShared ? 'fine' : 'warn' }, t(this.isShared ? 'territory.notShared' : 'territory.empty'));
    const line = (name, value) => h('tr', null, h('th', { scope: 'row' }, name), h('td', null, value));
    return h('table', { class: 'small' }, h('caption', null, t('territory.now', { name: one.name })), h('tbody', null, line(t('plan.perfused'), `${plain(one.volume_mL)} mL`), line(t('territory.share'), percent(one.share)), ...('tumour_mL' in one ? [line(t('part.tumour'), `${plain(one.tumour_mL)} mL`), line(t('part.perfusedNormalLiver'), `${plain(one.normal_mL)} mL`)] : []), one.tumourToNormal ? line('T/N', plain(one.tumourToNormal)) : null));
  }

  draw() {
    super.draw();
    this.doses?.follow(this.structures.active - 1, this.ask);
  }

  /// Another injection is drawn: its doses, and its slider.
  chosen() { this.draw(); this.ask(); }

  get isShared() { return this.structures.active > this.doses.plan.injections.length; }

  /// One voxel has one number: tissue that several injections reach has one of its own.
  fresh() { return this.structures.regions.length > 1 ? h('p', { class: 'fine' }, t('territory.shared')) : null; }
  taking() { return null; }
  within() { return []; }

  operations() {
    const number = (value, id) => h('input', { type: 'number', step: 'any', value, id }), share = number(10, 'threshold-value'), low = number(0), high = h('input', { type: 'number', step: 'any', placeholder: '∞' }), margin = number(5);
    return h('details', { open: true }, h('summary', null, t('territory.begin')),
      h('div', { class: 'chips' }, button(t('territory.liver'), () => this.mask('liver', {}), { class: 'tiny', id: 'whole-liver' }), this.half('right'), this.half('left')),
      h('p', { class: 'fine' }, t('territory.lineHelp')),
      field(t('contours.percent'), share, { unit: '%' }), button(t('contours.threshold'), () => this.mask('threshold', { percent: Number(share.value) }), { class: 'tiny' }),
      h('div', { class: 'pair' }, field(t('viewer.low'), low), field(t('viewer.high'), high)), button(t('contours.grow'), () => this.mask('grow', { seed_mm: [...this.scene.cursor], low: bound(low), high: bound(high) }), { class: 'tiny' }),
      h('div', { class: 'pair' }, field(t('contours.margin'), margin, { unit: 'mm' }), button(t('contours.marginDo'), () => this.server('margin', { mm: margin.value }), { class: 'tiny' })),
      button(t('contours.interpolate'), () => this.server('interpolate', {}), { class: 'tiny' }));
  }

  /// What lies on one side of the last line that was measured, of the liver.
  half(side) {
    const line = this.measure.lines.findLast((one) => one.plane !== 'sagittal');
    return button(t(`territory.${side}`), () => this.mask('liver', { side, plane: { plane: line.plane, from: [...line.a], to: [...line.b], base: 0 } }), { class: 'tiny', id: `liver-${side}`, disabled: !line });
  }

  lines() { return h('div', { class: 'measures' }, h('p', { class: 'fine' }, t('territory.line')), button(t('contours.clear'), () => this.measure.clear(), { class: 'tiny' })); }
  objects() { return null; }
}
