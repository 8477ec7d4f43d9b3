// A plane of samples out of a volume: the voxel address is linear in the pixel, so the inner loop only adds.

/// `plane`: {origin, u, v (RAS mm per pixel), width, height}; the answer has NaN outside the volume.
export function sample(volume, plane, { nearest = false, transform, target } = {}) {
  const matrix = transform ? chain(volume.toVoxel, transform) : volume.toVoxel;
  const out = target && target.length === plane.width * plane.height ? target : new Float32Array(plane.width * plane.height);
  const start = move(matrix, plane.origin), du = turn(matrix, plane.u), dv = turn(matrix, plane.v);
  (nearest ? fillNearest : fillLinear)(volume, plane, start, du, dv, out);
  return out;
}

const move = (m, p) => [0, 1, 2].map((r) => m[r][0] * p[0] + m[r][1] * p[1] + m[r][2] * p[2] + m[r][3]);
const turn = (m, p) => [0, 1, 2].map((r) => m[r][0] * p[0] + m[r][1] * p[1] + m[r][2] * p[2]);
const chain = (a, b) => [0, 1, 2].map((r) => [0, 1, 2, 3].map((c) => a[r][0] * b[0][c] + a[r][1] * b[1][c] + a[r][2] * b[2][c] + (c === 3 ? a[r][3] : 0)));

function fillNearest({ data, size, slope, inter }, plane, start, du, dv, out) {
  const [nx, ny, nz] = size;
  for (let j = 0, o = 0; j < plane.height; j += 1) {
    let x = start[0] + j * dv[0] + 0.5, y = start[1] + j * dv[1] + 0.5, z = start[2] + j * dv[2] + 0.5;
    for (let i = 0; i < plane.width; i += 1, o += 1, x += du[0], y += du[1], z += du[2]) {
      const a = Math.floor(x), b = Math.floor(y), c = Math.floor(z);
      out[o] = a < 0 || b < 0 || c < 0 || a >= nx || b >= ny || c >= nz ? NaN : data[a + nx * (b + ny * c)] * slope + inter;
    }
  }
}

function fillLinear({ data, size, slope, inter }, plane, start, du, dv, out) {
  const [nx, ny, nz] = size, sy = nx, sz = nx * ny;
  for (let j = 0, o = 0; j < plane.height; j += 1) {
    let x = start[0] + j * dv[0], y = start[1] + j * dv[1], z = start[2] + j * dv[2];
    for (let i = 0; i < plane.width; i += 1, o += 1, x += du[0], y += du[1], z += du[2]) {
      if (x < -0.5 || y < -0.5 || z < -0.5 || x > nx - 0.5 || y > ny - 0.5 || z > nz - 0.5) { out[o] = NaN; continue; }
      const cx = x < 0 ? 0 : x > nx - 1 ? nx - 1 : x, cy = y < 0 ? 0 : y > ny - 1 ? ny - 1 : y, cz = z < 0 ? 0 : z > nz - 1 ? nz - 1 : z;
      const a = cx | 0, b = cy | 0, c = cz | 0, fx = cx - a, fy = cy - b, fz = cz - c;
      const p = a + sy * b + sz * c, px = a + 1 < nx ? 1 : 0, py = b + 1 < ny ? sy : 0, pz = c + 1 < nz ? sz : 0;
      const low = lerp2(data, p, px, py, fx, fy);
      out[o] = (fz > 0 ? low + fz * (lerp2(data, p + pz, px, py, fx, fy) - low) : low) * slope + inter;
    }
  }
}

function lerp2(data, p, px, py, fx, fy) {
  const a = data[p] + fx * (data[p + px] - data[p]), b = data[p + py] + fx * (data[p + py + px] - data[p + py]);
  return a + fy * (b - a);
}

/// Greatest value along rays through the volume, seen from the front and turned about the long axis by `angle`.
export function project(volume, plane, angle, reach) {
  const { width, height, center, pitch } = plane, out = new Float32Array(width * height).fill(-Infinity);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)], step = Math.min(...volume.spacing), steps = Math.ceil((2 * reach) / step);
  const du = turn(volume.toVoxel, [-pitch * cos, -pitch * sin, 0]), dv = turn(volume.toVoxel, [0, 0, -pitch]), dw = turn(volume.toVoxel, [-step * sin, step * cos, 0]);
  const half = [width / 2, height / 2];
  const first = move(volume.toVoxel, [center[0] + half[0] * pitch * cos + reach * sin, center[1] + half[0] * pitch * sin - reach * cos, center[2] + half[1] * pitch]);
  march(volume, width, height, first, du, dv, dw, steps, out);
  return out;
}

function march({ data, size, slope, inter }, width, height, first, du, dv, dw, steps, out) {
  const [nx, ny, nz] = size;
  for (let j = 0, o = 0; j < height; j += 1) for (let i = 0; i < width; i += 1, o += 1) {
    let x = first[0] + i * du[0] + j * dv[0] + 0.5, y = first[1] + i * du[1] + j * dv[1] + 0.5, z = first[2] + i * du[2] + j * dv[2] + 0.5, most = -Infinity;
    for (let k = 0; k < steps; k += 1, x += dw[0], y += dw[1], z += dw[2]) {
      if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz) continue;
      const v = data[(x | 0) + nx * ((y | 0) + ny * (z | 0))];
      if (v > most) most = v;
    }
    out[o] = most === -Infinity ? NaN : most * slope + inter;
  }
}
