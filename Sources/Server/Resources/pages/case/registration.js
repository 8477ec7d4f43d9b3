// Registration review: fixed against moved image by checkerboard, blend and difference; nudge by hand, accept or redo.

import { h, fill, field, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, post, casePath } from '../../lib/api.js';
import { made, reportOf } from '../../lib/case.js';
import { plain, minute } from '../../lib/format.js';
import { card, table, chip } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';
import { Scene } from '../../viewer/scene.js';
import { Volume, fromLPS, identity } from '../../viewer/volume.js';
import { Viewport } from '../../viewer/viewport.js';

export async function show({ main, id, one, renew }) {
  const [alignment, report, volumes] = await Promise.all([made(one(), 'alignment.json') ? get(casePath(id, '/alignment')) : null, reportOf(id, one()), get(casePath(id, '/volumes')).catch(() => [])]);
  const list = alignment?.registrations ?? (report?.registrations ?? []).map(motion);
  if (!list.length) { fill(main, h('h1', null, t('step.registration')), h('p', { class: 'none' }, t('registration.none'))); return undefined; }
  const review = new Review(id, list, alignment?.reviews ?? [], volumes, renew);
  fill(main, h('h1', null, t('step.registration')), review.node);
  await review.choose(list[0].moving);
  return undefined;
}

const motion = (r) => ({ ...r, residual: r.residual?.value, transform: { rotation: { c0: r.rotationColumns?.[0], c1: r.rotationColumns?.[1], c2: r.rotationColumns?.[2] }, translation: r.translationMillimetres } });

class Review {
  constructor(id, list, reviews, volumes, renew) {
    Object.assign(this, { id, list, reviews, volumes, renew, mode: 'checkerboard', share: 0.5, square: 48, nudge: [0, 0, 0], scene: new Scene(), cache: new Map() });
    this.stage = h('div', { class: 'stage', css: { '--columns': 3 } });
    this.side = h('div', { class: 'review-side' });
    this.message = h('div', { role: 'status' });
    this.overview = h('div');
    this.node = h('div', null, this.overview, h('div', { class: 'review' }, h('div', { class: 'viewer' }, this.stage), this.side));
    new ResizeObserver(() => this.scene.redraw()).observe(this.stage);
    this.scene.ports = ['axial', 'coronal', 'sagittal'].map((plane) => new Viewport(this.scene, { plane, layers: () => this.layers(), combine: () => ({ mode: this.mode, share: this.share, square: this.square }) }));
    fill(this.stage, this.scene.ports.map((port) => port.node));
  }

  ct(point) { return this.volumes.find((v) => v.kind === 'ct' && v.timePoint === point); }
  load(info) { if (!this.cache.has(info.id)) this.cache.set(info.id, Volume.load(info)); return this.cache.get(info.id); }

  async choose(moving) {
    this.entry = this.list.find((e) => e.moving === moving);
    this.nudge = [0, 0, 0];
    const [fixed, moved] = [this.ct(this.entry.fixed), this.ct(moving)];
    this.draw();
    if (!fixed || !moved) return fill(this.message, h('p', { class: 'warn' }, t('registration.noImages')));
    [this.fixed, this.moved] = await Promise.all([this.load(fixed), this.load(moved)]);
    // The server may send the moving image as it lies on the reference already.
    this.isLaid = moved.aligned ?? JSON.stringify([this.fixed.size, this.fixed.affine]) === JSON.stringify([this.moved.size, this.moved.affine]);
    this.scene.look(this.fixed);
    this.node.dataset.ready = moving;
  }

  layers() {
    if (!this.moved) return [];
    const window = { low: this.scene.base.low, high: this.scene.base.high, map: 'grey', kind: 'base' };
    return [{ volume: this.fixed, ...window }, { volume: this.moved, transform: this.transform(), ...window }];
  }

  /// From a place in the fixed image to the place in the moving image; the nudge moves the moving image.
  transform() {
    const { rotation, translation } = this.entry.transform ?? {};
    const matrix = rotation?.c0 && !this.isLaid ? fromLPS([rotation.c0, rotation.c1, rotation.c2], translation) : identity;
    const shift = [this.nudge[0], this.nudge[1], -this.nudge[2]];
    return matrix.map((row) => [row[0], row[1], row[2], row[3] + row[0] * shift[0] + row[1] * shift[1] + row[2] * shift[2]]);
  }

  draw() {
    fill(this.overview, card(null, table(t('step.registration'), [[t('registration.moving'), (e) => button(`${e.moving} → ${e.fixed}`, () => this.choose(e.moving), { class: 'link', 'aria-pressed': String(e === this.entry) })], [t('registration.residual'), (e) => (e.residual === undefined ? '–' : `${plain(e.residual, 2)} mm`), true],
      [t('registration.shift'), (e) => `${plain(Math.hypot(...(e.transform?.translation ?? [0])))} mm`, true], [t('registration.moved'), (e) => (e.moved ? `${e.moved.map((v) => plain(v, 1)).join(', ')} mm` : '–'), true], [t('registration.judged'), (e) => this.judged(e)]], this.list)));
    fill(this.side, this.controls(), this.nudging(), this.deciding(), this.message);
  }

  judged(entry) {
    const last = [...this.reviews].reverse().find((r) => r.timePoint === entry.moving);
    if (last) return [chip(last.accepted ? 'done' : 'warning'), ` ${last.by ?? ''} ${minute(last.time)}`];
    return entry.accepted ? [chip('done'), ` ${entry.accepted.by} ${entry.accepted.at ? minute(entry.accepted.at) : ''}`] : chip('todo');
  }

  controls() {
    const modes = ['checkerboard', 'blend', 'difference'];
    const slider = this.mode === 'blend' ? field(t('registration.share'), h('input', { type: 'range', min: 0, max: 1, step: 0.05, value: this.share, on: { input: (e) => { this.share = Number(e.target.value); this.scene.redraw(); } } }))
      : this.mode === 'checkerboard' ? field(t('registration.square'), h('input', { type: 'range', min: 12, max: 120, step: 4, value: this.square, on: { input: (e) => { this.square = Number(e.target.value); this.scene.redraw(); } } })) : h('p', { class: 'fine' }, t('registration.grey'));
    return card(null, h('div', { class: 'segmented', role: 'group', 'aria-label': t('registration.mode') }, modes.map((mode) => button(t(`registration.${mode}`), () => { this.mode = mode; this.draw(); this.scene.redraw(); }, { 'aria-pressed': String(mode === this.mode) }))), slider, h('p', { class: 'fine' }, this.entry?.method ?? ''));
  }

  nudging() {
    const ways = [['R', [-1, 0, 0]], ['L', [1, 0, 0]], ['A', [0, -1, 0]], ['P', [0, 1, 0]], ['I', [0, 0, -1]], ['S', [0, 0, 1]]];
    const move = (d) => { this.nudge = this.nudge.map((v, i) => v + d[i]); this.draw(); this.scene.redraw(); };
    return card(t('registration.nudge'), h('div', { class: 'chips' }, ways.map(([name, d]) => button(`${name} 1 mm`, () => move(d), { class: 'tiny' })), button(t('registration.zero'), () => { this.nudge = [0, 0, 0]; this.draw(); this.scene.redraw(); }, { class: 'tiny' })),
      h('p', { id: 'nudge' }, t('registration.by', { x: this.nudge[0], y: this.nudge[1], z: this.nudge[2] })));
  }

  deciding() {
    const note = h('input', { type: 'text' });
    const send = async (accepted) => {
      const said = { timePoint: this.entry.moving, accepted, nudge_mm: this.nudge, note: note.value };
      try { await post(casePath(this.id, '/alignment'), said); this.reviews.push({ ...said, by: document.body.dataset.account, time: new Date().toISOString() }); this.draw(); fill(this.message, h('p', { class: 'good' }, `✓ ${t('registration.noted')}`)); await this.renew(); } catch (error) { fill(this.message, faultBox(error)); }
    };
    return card(null, field(t('registration.note'), note, { help: this.nudge.some((v) => v !== 0) ? t('registration.nudged') : null }), h('p', { class: 'actions' }, button(t('registration.accept'), () => send(true), { class: 'primary', id: 'accept' }), button(t('registration.refuse'), () => send(false), { id: 'refuse' }), button(t('registration.redo'), () => this.redo(), { id: 'redo' })), h('p', { class: 'fine' }, t('registration.redoHelp')));
  }

  /// With another seed, by the next run; the page of the run is where to start it.
  async redo() {
    try {
      await post(casePath(this.id, '/alignment/redo'), { timePoint: this.entry.moving });
      this.entry = Object.assign(this.entry, { accepted: undefined });
      fill(this.message, h('p', { class: 'good', id: 'redone' }, `✓ ${t('registration.redone', { point: this.entry.moving })} `, h('a', { href: `#/case/${encodeURIComponent(this.id)}/run` }, t('registration.toRun'))));
      await this.renew();
    } catch (error) { fill(this.message, faultBox(error)); }
  }
}
