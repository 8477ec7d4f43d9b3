// NIfTI-1 in and out: what the server sends as volumes and takes as structures.

const KINDS = { 2: Uint8Array, 4: Int16Array, 8: Int32Array, 16: Float32Array, 64: Float64Array, 256: Int8Array, 512: Uint16Array, 768: Uint32Array };

export async function loadNifti(url, progress) {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status}`);
  const packed = await collect(answer, progress);
  return parse(await unpack(packed));
}

async function collect(answer, progress) {
  const total = Number(answer.headers.get('Content-Length')) || 0;
  if (!progress || !answer.body) return new Uint8Array(await answer.arrayBuffer());
  const parts = [], reader = answer.body.getReader();
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    progress(length, total);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/// The content decides, not the name: gzip begins with 1f 8b.
export async function unpack(bytes) {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export function parse(buffer) {
  const view = new DataView(buffer), little = view.getInt32(0, true) === 348;
  if (!little && view.getInt32(0, false) !== 348) throw new Error('not a NIfTI-1 file');
  if (!little) throw new Error('big-endian NIfTI is not read here');
  const short = (at) => view.getInt16(at, true), real = (at) => view.getFloat32(at, true);
  const Kind = KINDS[short(70)];
  if (!Kind) throw new Error(`NIfTI data type ${short(70)} is not read here`);
  const size = [short(42), short(44), Math.max(1, short(46))];
  const offset = Math.max(352, real(108)), count = size[0] * size[1] * size[2];
  const data = offset % Kind.BYTES_PER_ELEMENT ? new Kind(buffer.slice(offset, offset + count * Kind.BYTES_PER_ELEMENT)) : new Kind(buffer, offset, count);
  const slope = real(112) || 1, inter = real(112) ? real(116) : 0;
  return { size, data, slope, inter, affine: affineOf(short, real), header: buffer.slice(0, 352), description: words(new Uint8Array(buffer, 148, 80)) };
}

const words = (bytes) => String.fromCharCode(...bytes.subarray(0, bytes.includes(0) ? bytes.indexOf(0) : 80));

function affineOf(short, real) {
  if (short(254) > 0) return [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => real(280 + 16 * row + 4 * column)));
  return quaternion(real);
}

function quaternion(real) {
  const [b, c, d] = [real(256), real(260), real(264)], a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [dx, dy, dz] = [real(80), real(84), real(88) * (real(76) < 0 ? -1 : 1)], [x, y, z] = [real(268), real(272), real(276)];
  return [[(a * a + b * b - c * c - d * d) * dx, 2 * (b * c - a * d) * dy, 2 * (b * d + a * c) * dz, x],
    [2 * (b * c + a * d) * dx, (a * a + c * c - b * b - d * d) * dy, 2 * (c * d - a * b) * dz, y],
    [2 * (b * d - a * c) * dx, 2 * (c * d + a * b) * dy, (a * a + d * d - b * b - c * c) * dz, z]];
}

/// Labels as an uncompressed uint8 file on the grid that `header` describes, or on a part of it that begins at `origin` (mm).
export function write(header, size, labels, origin) {
  const out = new Uint8Array(352 + labels.length);
  out.set(new Uint8Array(header, 0, 348));
  const view = new DataView(out.buffer);
  view.setInt16(40, 3, true);
  [size[0], size[1], size[2], 1, 1, 1, 1].forEach((n, i) => view.setInt16(42 + 2 * i, n, true));
  view.setInt16(70, 2, true);
  view.setInt16(72, 8, true);
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  view.setFloat32(116, 0, true);
  origin?.forEach((mm, row) => { view.setFloat32(292 + 16 * row, mm, true); view.setFloat32(268 + 4 * row, mm, true); });
  out.set([0x6e, 0x2b, 0x31, 0], 344);
  out.set(labels, 352);
  return out;
}
