// One view of the scene: image below, lines above, letters on the edges; all gestures end in the scene they share.

import { h } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { sample, project } from './sample.js';
import { compose, combine } from './compose.js';
import { geometry, edges, planes, placeText } from './plane.js';
import { strokeIsolines } from './isodose.js';
import { gestures } from './gestures.js';

export class Viewport {
  /// `view`: {plane: 'axial' | 'coronal' | 'sagittal' | 'mip', title, layers: () => [layer], combine?: () => {mode, …}}
  constructor(scene, view) {
    Object.assign(this, { scene, view, isMip: view.plane === 'mip' });
    this.image = h('canvas', { class: 'image', 'aria-hidden': 'true' });
    this.marks = h('canvas', { class: 'marks', 'aria-hidden': 'true' });
    this.caption = h('span', { class: 'caption' });
    this.node = h('div', { class: 'viewport', tabindex: 0, role: 'application', 'aria-label': `${view.title ?? t(`plane.${view.plane}`)}. ${t('viewer.hint')}`, data: { plane: view.plane } },
      this.image, this.marks, this.caption, this.letters());
    gestures(this);
  }

  letters() {
    const around = edges(planes[this.isMip ? 'coronal' : this.view.plane]);
    this.edgeNodes = Object.entries(around).map(([side, text]) => h('span', { class: `edge ${side}` }, text));
    return this.edgeNodes;
  }

  get plane() { return planes[this.isMip ? 'coronal' : this.view.plane]; }

  fit() {
    const width = Math.max(2, Math.round(this.node.clientWidth)), height = Math.max(2, Math.round(this.node.clientHeight));
    if (this.image.width !== width || this.image.height !== height) {
      const ratio = Math.min(3, window.devicePixelRatio || 1);
      Object.assign(this.image, { width, height });
      Object.assign(this.marks, { width: width * ratio, height: height * ratio });
      this.marks.getContext('2d').setTransform(ratio, 0, 0, ratio, 0, 0);
      this.pixels = this.image.getContext('2d').createImageData(width, height);
    }
    return [width, height];
  }

  /// Millimetres per pixel at which the whole volume is seen, divided by the zoom of the scene.
  pitch(width, height) {
    const box = this.scene.box, along = (d) => { const axis = d.findIndex((x) => x !== 0); return box[axis][1] - box[axis][0]; };
    const reach = this.isMip ? Math.hypot(box[0][1] - box[0][0], 0) : along(this.plane.u);
    return Math.max(reach / width, along(this.plane.v) / height) * 1.02 / this.scene.zoom;
  }

  geometry() {
    const [width, height] = [this.image.width, this.image.height], { axis } = this.plane;
    const center = this.scene.center.map((c, i) => (i === axis && !this.isMip ? this.scene.cursor[i] : c));
    const pitch = this.pitch(width, height);
    return { ...geometry(this.isMip ? 'coronal' : this.view.plane, center, pitch, width, height), center };
  }

  draw() {
    if (!this.node.isConnected || !this.scene.box) return;
    this.fit();
    const plane = this.last = this.geometry();
    const layers = this.view.layers().filter((layer) => layer?.volume && layer.visible !== false);
    if (this.isMip) this.drawMip(layers[0], plane);
    else this.drawPlane(layers, plane);
    this.image.getContext('2d').putImageData(this.pixels, 0, 0);
    this.overlay(layers, plane);
  }

  drawPlane(layers, plane) {
    const sampled = layers.map((layer, i) => ({ ...layer, values: this.buffer(i, layer, plane) }));
    const how = this.view.combine?.();
    if (how && sampled.length > 1) combine(sampled[0], sampled[1], plane, this.pixels.data, how);
    else compose(sampled, plane, this.pixels.data);
    this.sampled = sampled;
  }

  drawMip(layer, plane) {
    this.sampled = [];
    if (!layer) return this.pixels.data.fill(0);
    const coarse = 2, small = { ...plane, width: Math.ceil(plane.width / coarse), height: Math.ceil(plane.height / coarse), pitch: plane.pitch * coarse };
    const box = this.scene.box, reach = Math.hypot(box[0][1] - box[0][0], box[1][1] - box[1][0]) / 2;
    const values = this.projection(layer, small, plane, coarse, reach);
    compose([{ ...layer, values, kind: 'base', map: 'inverse grey' }], plane, this.pixels.data);
  }

  // A projection costs more than the three planes together and does not follow the cursor: it is kept while nothing turns.
  projection(layer, small, plane, coarse, reach) {
    const key = JSON.stringify([layer.volume.id, this.scene.angle, small.width, small.height, small.pitch, small.center]);
    if (key !== this.projected?.key) this.projected = { key, values: enlarge(project(layer.volume, small, this.scene.angle, reach), small, plane, coarse) };
    return this.projected.values;
  }

  buffer(i, layer, plane) {
    this.buffers ??= [];
    return (this.buffers[i] = sample(layer.volume, plane, { nearest: layer.kind === 'labels', transform: layer.transform, target: this.buffers[i] }));
  }

  overlay(layers, plane) {
    const context = this.marks.getContext('2d');
    context.clearRect(0, 0, plane.width, plane.height);
    const dose = this.sampled.find((layer) => layer.isodose?.length);
    if (dose) strokeIsolines(context, dose.values, plane.width, plane.height, dose.isodose, 1);
    if (this.scene.crosshair && !this.isMip) this.cross(context, plane);
    for (const draw of this.scene.painters) draw(context, this, plane);
    const where = this.isMip ? t('viewer.angle', { angle: Math.round((this.scene.angle * 180) / Math.PI) }) : placeText(this.scene.cursor).split(' · ')[this.plane.axis].replace(' mm', '') + ' mm';
    this.caption.textContent = `${this.view.title ?? t(`plane.${this.view.plane}`)} · ${where}`;
    this.turnLetters();
  }

  turnLetters() {
    if (!this.isMip) return;
    const turned = edges({ u: [-Math.cos(this.scene.angle), -Math.sin(this.scene.angle), 0], v: this.plane.v });
    Object.values(turned).forEach((text, i) => { this.edgeNodes[i].textContent = text; });
  }

  cross(context, plane) {
    const [x, y] = this.toPixel(this.scene.cursor, plane);
    context.strokeStyle = 'rgba(120, 220, 225, .75)';
    context.lineWidth = 1;
    context.beginPath();
    for (const [x1, y1, x2, y2] of [[0, y, x - 9, y], [x + 9, y, plane.width, y], [x, 0, x, y - 9], [x, y + 9, x, plane.height]]) { context.moveTo(x1, y1); context.lineTo(x2, y2); }
    context.stroke();
  }

  toPixel(mm, plane = this.last) {
    const d = mm.map((m, i) => m - plane.origin[i]), pitch2 = plane.pitch ** 2;
    return [plane.u, plane.v].map((axis) => axis.reduce((sum, a, i) => sum + a * d[i], 0) / pitch2 + 0.5);
  }

  toPlace(x, y, plane = this.last) { return plane.origin.map((o, i) => o + plane.u[i] * (x - 0.5) + plane.v[i] * (y - 0.5)); }
}

function enlarge(values, small, plane, factor) {
  const out = new Float32Array(plane.width * plane.height);
  for (let j = 0, o = 0; j < plane.height; j += 1) for (let i = 0; i < plane.width; i += 1, o += 1) {
    out[o] = values[Math.min(small.height - 1, Math.floor(j / factor)) * small.width + Math.min(small.width - 1, Math.floor(i / factor))];
  }
  return out;
}
