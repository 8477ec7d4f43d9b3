// What all views share: cursor, zoom, centre, window, tool; a change asks for one redraw of everything.

import { planes } from './plane.js';

export class Scene {
  constructor() {
    Object.assign(this, { cursor: [0, 0, 0], center: [0, 0, 0], zoom: 1, angle: 0, crosshair: true, painters: new Set(), ports: [], listeners: new Map() });
    this.base = { low: -160, high: 240 };
  }

  /// Looks at a volume: cursor and centre in its middle.
  look(volume, keep = false) {
    this.box = volume.box();
    this.step = volume.spacing;
    if (!keep) { this.center = volume.center; this.cursor = [...this.center]; }
    this.redraw();
  }

  on(name, act) { if (!this.listeners.has(name)) this.listeners.set(name, new Set()); this.listeners.get(name).add(act); return () => this.listeners.get(name).delete(act); }
  emit(name, ...values) { for (const act of this.listeners.get(name) ?? []) act(...values); }

  redraw() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => { this.pending = 0; for (const port of this.ports) port.draw(); this.emit('drawn'); });
  }

  moveTo(mm) {
    this.cursor = mm.map((v, i) => (this.box ? Math.min(this.box[i][1], Math.max(this.box[i][0], v)) : v));
    this.emit('cursor', this.cursor);
    this.redraw();
  }

  slice(port, steps) {
    const { n, axis } = port?.plane ?? planes.axial;
    this.moveTo(this.cursor.map((v, i) => v + n[i] * steps * (this.step?.[axis] ?? 1)));
  }

  zoomBy(factor) { this.zoom = Math.min(20, Math.max(0.4, this.zoom * factor)); this.redraw(); }
  turn(angle) { this.angle = (this.angle + angle + 2 * Math.PI) % (2 * Math.PI); this.redraw(); }

  pan(plane, dx, dy) {
    this.center = this.center.map((c, i) => c - plane.u[i] * dx - plane.v[i] * dy);
    this.redraw();
  }

  reset() {
    Object.assign(this, { zoom: 1, angle: 0 });
    if (this.box) this.center = this.box.map(([a, b]) => (a + b) / 2);
    this.redraw();
  }

  window() { return { level: (this.base.low + this.base.high) / 2, width: this.base.high - this.base.low }; }
  setWindow(level, width) {
    this.base.low = level - width / 2;
    this.base.high = level + width / 2;
    this.emit('window', this.window());
    this.redraw();
  }
}
