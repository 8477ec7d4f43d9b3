// One volume in space: millimetres are RAS inside the page (as in NIfTI); what a person reads is LPS (as in DICOM).

import { loadNifti } from './nifti.js';

export class Volume {
  constructor(info, image) {
    Object.assign(this, info, image);
    this.toVoxel = invert(this.affine);
    this.spacing = [0, 1, 2].map((c) => Math.hypot(this.affine[0][c], this.affine[1][c], this.affine[2][c]));
    [this.least, this.greatest] = extent(this);
  }

  static async load(info, progress) { return new Volume(info, await loadNifti(info.url, progress)); }

  index(mm) { return apply(this.toVoxel, mm); }
  place(voxel) { return apply(this.affine, voxel); }

  /// Value at a place in mm, nearest voxel; undefined outside.
  at(mm) {
    const v = this.index(mm).map(Math.round);
    if (v.some((n, i) => n < 0 || n >= this.size[i])) return undefined;
    return this.data[v[0] + this.size[0] * (v[1] + this.size[1] * v[2])] * this.slope + this.inter;
  }

  /// Corners' box in mm.
  box() {
    const corners = [0, 1].flatMap((i) => [0, 1].flatMap((j) => [0, 1].map((k) => this.place([i * (this.size[0] - 1), j * (this.size[1] - 1), k * (this.size[2] - 1)]))));
    return [0, 1, 2].map((a) => [Math.min(...corners.map((c) => c[a])), Math.max(...corners.map((c) => c[a]))]);
  }

  get center() { return this.box().map(([a, b]) => (a + b) / 2); }
}

function extent({ data, slope, inter }) {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < data.length; i += 1) {
    const v = data[i];
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low * slope + inter, high * slope + inter].sort((a, b) => a - b);
}

export const apply = (m, p) => [0, 1, 2].map((r) => m[r][0] * p[0] + m[r][1] * p[1] + m[r][2] * p[2] + m[r][3]);

export function invert(m) {
  const [[a, b, c, x], [d, e, f, y], [g, h, i, z]] = m;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const r = [[e * i - f * h, c * h - b * i, b * f - c * e], [f * g - d * i, a * i - c * g, c * d - a * f], [d * h - e * g, b * g - a * h, a * e - b * d]].map((row) => row.map((n) => n / det));
  return r.map((row) => [...row, -(row[0] * x + row[1] * y + row[2] * z)]);
}

export const multiply = (a, b) => [0, 1, 2].map((r) => [0, 1, 2, 3].map((c) => a[r][0] * b[0][c] + a[r][1] * b[1][c] + a[r][2] * b[2][c] + (c === 3 ? a[r][3] : 0)));
export const identity = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]];

/// A DICOM LPS transform x' = R x + t (columns of R) as a RAS matrix.
export function fromLPS(columns, translation) {
  const f = [-1, -1, 1];
  return [0, 1, 2].map((r) => [...[0, 1, 2].map((c) => f[r] * f[c] * columns[c][r]), f[r] * translation[r]]);
}
