// Regions being drawn: labels on their own grid, strokes that can be taken back, versions of the server.

import { apply } from './volume.js';
import { write } from './nifti.js';

export class Structures {
  constructor(volume, regions) {
    Object.assign(this, { volume, regions, active: regions[0]?.label ?? 1, radius: 8, undone: [], done: [], isChanged: false, dirty: new Set() });
    if (!(volume.data instanceof Uint8Array)) volume.data = Uint8Array.from(volume.data, (v) => Math.round(v * volume.slope + volume.inter));
    Object.assign(volume, { slope: 1, inter: 0 });
    this.locked = new Set();
  }

  begin() { this.stroke = new Map(); }

  /// Paints (or clears) a disc of `radius` mm in the plane of `n` around a place.
  paint(mm, axis, label) {
    const { volume, radius } = this, v = volume.index(mm), reach = volume.spacing.map((step) => Math.ceil(radius / step)), { size } = volume;
    const [lo, hi] = [v.map((c, i) => Math.max(0, Math.round(c) - reach[i])), v.map((c, i) => Math.min(size[i] - 1, Math.round(c) + reach[i]))];
    for (let k = lo[2]; k <= hi[2]; k += 1) for (let j = lo[1]; j <= hi[1]; j += 1) for (let i = lo[0]; i <= hi[0]; i += 1) {
      const d = apply(volume.affine, [i, j, k]).map((x, a) => x - mm[a]);
      if (Math.abs(d[axis]) > volume.spacing[axis] / 2 || Math.hypot(...d) > radius) continue;
      this.set(i + size[0] * (j + size[1] * k), label);
    }
  }

  set(index, label) {
    const was = this.volume.data[index];
    if (was === label || (label === 0 && was !== this.active)) return;
    if (!this.stroke.has(index)) this.stroke.set(index, was);
    this.dirty.add(was).add(label);
    this.volume.data[index] = label;
  }

  end() {
    if (!this.stroke?.size) return false;
    this.done.push(this.stroke);
    this.undone = [];
    return (this.isChanged = true);
  }

  replace(data) {
    this.begin();
    for (let i = 0; i < data.length; i += 1) if (data[i] !== this.volume.data[i]) { this.dirty.add(this.volume.data[i]).add(data[i]); this.stroke.set(i, this.volume.data[i]); this.volume.data[i] = data[i]; }
    return this.end();
  }

  undo() { return this.swap(this.done, this.undone); }
  redo() { return this.swap(this.undone, this.done); }

  swap(from, to) {
    const stroke = from.pop();
    if (!stroke) return false;
    const back = new Map();
    for (const [index, was] of stroke) { this.dirty.add(was).add(this.volume.data[index]); back.set(index, this.volume.data[index]); this.volume.data[index] = was; }
    to.push(back);
    return (this.isChanged = true);
  }

  count(label) { let n = 0; for (const v of this.volume.data) if (v === label) n += 1; return n; }
  millilitres(label) { return (this.count(label) * this.volume.spacing.reduce((a, b) => a * b)) / 1000; }

  centroid(label) {
    const { size, data } = this.volume, sum = [0, 0, 0];
    let n = 0;
    for (let index = 0; index < data.length; index += 1) if (data[index] === label) {
      sum[0] += index % size[0]; sum[1] += Math.floor(index / size[0]) % size[1]; sum[2] += Math.floor(index / (size[0] * size[1])); n += 1;
    }
    return n ? apply(this.volume.affine, sum.map((x) => x / n)) : undefined;
  }

  /// With `only`, the part around these labels: what changed is little, and little is sent.
  file(only) {
    const { header, size, data } = this.volume;
    if (!only) return write(header, size, data);
    const [low, high] = this.box(only), part = low.map((n, a) => high[a] - n + 1), cut = new Uint8Array(part[0] * part[1] * part[2]);
    for (let k = 0, o = 0; k < part[2]; k += 1) for (let j = 0; j < part[1]; j += 1, o += part[0]) {
      const start = low[0] + size[0] * (low[1] + j + size[1] * (low[2] + k));
      cut.set(data.subarray(start, start + part[0]), o);
    }
    return write(header, part, cut, this.volume.place(low));
  }

  /// First and last voxel of labels along each axis; the first voxel of all where nothing has them.
  box(labels) {
    const { size: [nx, ny, nz], data } = this.volume, wanted = new Uint8Array(256), low = [nx, ny, nz], high = [-1, -1, -1];
    for (const label of labels) wanted[label] = 1;
    for (let k = 0, index = 0; k < nz; k += 1) for (let j = 0; j < ny; j += 1) for (let i = 0; i < nx; i += 1, index += 1) if (wanted[data[index]]) {
      if (i < low[0]) low[0] = i;
      if (i > high[0]) high[0] = i;
      if (j < low[1]) low[1] = j;
      if (j > high[1]) high[1] = j;
      if (k < low[2]) low[2] = k;
      high[2] = k;
    }
    return high[2] < 0 ? [[0, 0, 0], [0, 0, 0]] : [low, high];
  }
}

