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

  file() { return write(this.volume.header, this.volume.size, this.volume.data); }
}

