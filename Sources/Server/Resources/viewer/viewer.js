// The viewer of a case: volumes by need, layers, stages, keys, and what stands under the pointer.

import { h, fill, announce } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { bind } from '../lib/keys.js';
import { Scene } from './scene.js';
import { Volume } from './volume.js';
import { Viewport } from './viewport.js';
import { stages } from './stages.js';
import { windows } from './palette.js';
import { readout } from './readout.js';
import { doseLevels } from './isodose.js';

export const isMap = (info) => ['activity', 'counts', 'decays', 'dose', 'sigma', 'bed'].includes(info.kind);
const mapOf = { dose: 'viridis', bed: 'viridis', sigma: 'viridis', activity: 'hot iron', counts: 'hot iron', decays: 'hot iron' };

export class Viewer {
  constructor(infos) {
    Object.assign(this, { infos, scene: new Scene(), cache: new Map(), stage: 'quad', opacity: 0.55, map: null, levels: doseLevels, showIsodose: true, showLabels: true, hidden: new Set() });
    this.ids = { base: this.first((i) => i.kind === 'ct'), overlay: this.first((i) => i.kind === 'dose') ?? this.first(isMap), labels: this.first((i) => i.kind === 'labels') };
    this.grid = h('div', { class: 'stage', data: { stage: this.stage } });
    this.bar = h('p', { class: 'readout', id: 'readout' }, t('viewer.loading'));
    this.node = h('div', { class: 'viewer' }, this.grid, this.bar);
    this.release = [bind(this.keys()), this.scene.on('hover', (mm, port) => this.read(mm, port)), this.scene.on('leave', () => this.read(this.scene.cursor)),
      this.scene.on('cursor', (mm) => { this.read(mm); this.speak(); }), this.scene.on('maximise', (port) => this.maximise(port))];
    this.watch = new ResizeObserver(() => this.scene.redraw());
    this.watch.observe(this.grid);
  }

  first(test) { const fine = this.infos.filter(test); return (fine.find((i) => i.isReference) ?? fine[0])?.id; }
  info(id) { return this.infos.find((i) => i.id === id); }
  points() { return this.infos.filter((i) => i.kind === 'activity' && i.timePoint); }

  async start() {
    this.ids.base ??= this.ids.overlay;
    await Promise.all(['base', 'overlay', 'labels'].map((role) => this.ids[role] && this.load(this.ids[role])));
    this.scene.look(this.volume('base') ?? this.volume('overlay'));
    if (this.info(this.ids.base)?.kind !== 'ct') Object.assign(this.scene.base, this.range(this.ids.base));
    this.arrange();
    const centre = this.hottest();
    if (centre) this.scene.moveTo(centre);
    this.node.dataset.ready = 'yes';
    this.loadSigma();
  }

  load(id) {
    if (!this.cache.has(id)) {
      const info = this.info(id);
      this.cache.set(id, Volume.load(info, (n, of) => { if (!this.node.dataset.ready) this.bar.textContent = t('viewer.loadingOf', { name: info.id, share: of ? Math.round((100 * n) / of) : '…' }); }).then((v) => { this.cache.get(id).volume = v; return v; }));
    }
    return this.cache.get(id);
  }

  // The uncertainty of a dose belongs to its value under the pointer, but nobody waits for it.
  loadSigma() { const id = this.infos.find((i) => i.kind === 'sigma' && (!i.sigmaOf || i.sigmaOf === this.ids.overlay))?.id; if (id && this.info(this.ids.overlay)?.kind === 'dose') this.load(id).then(() => this.read(this.scene.cursor)).catch(() => {}); }
  sigma() { const id = this.infos.find((i) => i.kind === 'sigma' && (!i.sigmaOf || i.sigmaOf === this.ids.overlay))?.id; return this.cache.get(id)?.volume; }
  volume(role) { return this.cache.get(this.ids[role])?.volume; }
  title(role) { const info = this.info(this.ids[role]); return info ? t(`kind.${info.kind}`) : ''; }

  range(id) {
    const info = this.info(id), volume = this.cache.get(id)?.volume;
    if (info?.shown) return info.shown;
    const [low, high] = info?.range ?? [0, quantile(volume, 0.9995)];
    return (info.shown = { low, high: high > low ? high : low + 1 });
  }

  layer(role) {
    const volume = this.volume(role), info = this.info(this.ids[role]);
    if (!volume) return undefined;
    if (role === 'base') return { volume, kind: 'base', map: this.inverted ? 'inverse grey' : 'grey', ...this.scene.base, visible: this.fusion !== 'overlay' };
    return { volume, kind: this.fusion === 'overlay' ? 'base' : 'overlay', map: this.map ?? mapOf[info.kind] ?? 'hot iron', opacity: this.opacity, ...this.range(this.ids[role]),
      visible: this.fusion !== 'base', isodose: this.showIsodose && info.unit === 'Gy' ? this.levels : undefined };
  }

  labels() { const volume = this.volume('labels'); return volume && { volume, kind: 'labels', opacity: 1, hidden: this.hidden, active: this.structures?.isEditing ? this.structures.active : undefined, visible: this.showLabels }; }

  pointLayer(info) {
    const volume = this.cache.get(info.id)?.volume;
    return volume && { volume, kind: 'base', map: this.map ?? 'inverse grey', low: 0, high: this.commonTop() };
  }

  /// One scale for all time points: the greatest of their displayed ranges.
  commonTop() { return Math.max(...this.points().map((p) => (this.cache.get(p.id)?.volume ? this.range(p.id).high : 0)), 1e-9); }

  differenceLayer() { return this.difference && { volume: this.difference, kind: 'base', map: 'blue–red', low: -this.difference.reach, high: this.difference.reach }; }

  arrange() {
    const stage = stages[this.stage], columns = typeof stage.columns === 'function' ? stage.columns(this) : stage.columns;
    this.scene.ports = stage.views(this).map((view) => new Viewport(this.scene, view));
    this.grid.dataset.stage = this.stage;
    this.grid.style.setProperty('--columns', columns);
    fill(this.grid, this.scene.ports.map((port) => port.node));
    this.scene.active = this.scene.ports[0];
    this.scene.redraw();
  }

  async show(stage) {
    this.stage = stage;
    if (stage === 'points') await Promise.all(this.points().map((p) => this.load(p.id)));
    this.arrange();
    this.scene.emit('stage', stage);
  }

  maximise(port) { this.maximised = port.view.plane; this.show(this.stage === 'single' ? 'quad' : port.isMip ? 'quad' : 'single'); }

  async choose(role, id) {
    this.ids[role] = id || undefined;
    if (id) await this.load(id);
    this.scene.redraw();
    this.loadSigma();
  }

  hottest() {
    const v = this.volume('overlay');
    if (!v) return undefined;
    let best = 0;
    for (let i = 1; i < v.data.length; i += 1) if (v.data[i] > v.data[best]) best = i;
    return v.place([best % v.size[0], Math.floor(best / v.size[0]) % v.size[1], Math.floor(best / (v.size[0] * v.size[1]))]);
  }

  read(mm, port) { this.bar.textContent = readout(this, mm, port?.view.point); }
  speak() { clearTimeout(this.later); this.later = setTimeout(() => announce(this.bar.textContent), 500); }

  preset(n) { const [, level, width] = windows[n]; this.scene.setWindow(level, width); }

  keys() {
    const port = () => this.scene.active, turnStage = (by) => { const names = Object.keys(stages).filter((n) => n !== 'difference' || this.difference), at = names.indexOf(this.stage); this.show(names[(at + by + names.length) % names.length]); };
    const flip = (name) => () => { this[name] = !this[name]; this.scene.emit('flags'); this.scene.redraw(); };
    return { 'slice.next': () => this.scene.slice(port(), 1), 'slice.previous': () => this.scene.slice(port(), -1), 'slice.next10': () => this.scene.slice(port(), 10), 'slice.previous10': () => this.scene.slice(port(), -10),
      ...Object.fromEntries(windows.map((_, n) => [`window.${n + 1}`, () => this.preset(n)])),
      'zoom.in': () => this.scene.zoomBy(1.2), 'zoom.out': () => this.scene.zoomBy(1 / 1.2), 'zoom.fit': () => this.scene.reset(), reset: () => this.scene.reset(),
      invert: flip('inverted'), labels: flip('showLabels'), isodose: flip('showIsodose'), crosshair: () => { this.scene.crosshair = !this.scene.crosshair; this.scene.redraw(); },
      fusion: () => { this.fusion = { undefined: 'overlay', overlay: 'base', base: undefined }[this.fusion]; this.scene.redraw(); },
      'mip.left': () => this.scene.turn(-0.1), 'mip.right': () => this.scene.turn(0.1), 'stage.next': () => turnStage(1), 'stage.previous': () => turnStage(-1) };
  }

  close() { this.watch.disconnect(); for (const end of this.release) end(); }
}

function quantile(volume, share) {
  if (!volume) return 1;
  const step = Math.max(1, Math.floor(volume.data.length / 200000)), some = [];
  for (let i = 0; i < volume.data.length; i += step) if (volume.data[i] > 0) some.push(volume.data[i]);
  some.sort((a, b) => a - b);
  return (some[Math.floor(some.length * share)] ?? 1) * volume.slope + volume.inter;
}
