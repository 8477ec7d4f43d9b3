// Samples of several layers become one picture.

import { palette, labelColour } from './palette.js';

/// `layers`: [{values, low, high, map, opacity, kind}], base first; writes RGBA into `pixels`.
export function compose(layers, plane, pixels) {
  new Uint32Array(pixels.buffer).fill(0xff0b0907);
  for (const layer of layers) {
    if (layer.kind === 'labels') outlines(layer, plane, pixels);
    else wash(layer, pixels);
  }
}

function wash({ values, low, high, map, opacity, kind }, pixels) {
  if (kind === 'base') return opaque(values, low, 255 / (high - low || 1), palette(map), new Uint32Array(pixels.buffer));
  const table = palette(map), factor = 255 / (high - low || 1), fade = opacity / 32;
  for (let i = 0, o = 0; i < values.length; i += 1, o += 4) {
    const n = Math.min(255, (values[i] - low) * factor) | 0;
    if (n <= 0) continue;
    const a = n < 32 ? n * fade : opacity, k = 3 * n;
    pixels[o] += a * (table[k] - pixels[o]);
    pixels[o + 1] += a * (table[k + 1] - pixels[o + 1]);
    pixels[o + 2] += a * (table[k + 2] - pixels[o + 2]);
  }
}

// NaN, which is outside of the volume, stays as dark as the area.
function opaque(values, low, factor, table, words) {
  const colours = Uint32Array.from({ length: 256 }, (_, n) => 0xff000000 | (table[3 * n + 2] << 16) | (table[3 * n + 1] << 8) | table[3 * n]);
  for (let i = 0; i < values.length; i += 1) {
    const v = (values[i] - low) * factor;
    if (v === v) words[i] = colours[v < 0 ? 0 : v > 255 ? 255 : v | 0];
  }
}

const colours = new Map();
function rgb(label) {
  if (!colours.has(label)) { const text = labelColour(label); colours.set(label, [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16))); }
  return colours.get(label);
}

// A label is drawn as a rim; the active one also gets a veil, so that it is not known by colour alone.
function outlines({ values, hidden, active, opacity }, { width, height }, pixels) {
  for (let j = 0, i = 0; j < height; j += 1) for (let k = 0; k < width; k += 1, i += 1) {
    const label = values[i];
    if (!(label > 0) || hidden?.has(label)) continue;
    const rim = (k > 0 && values[i - 1] !== label) || (j > 0 && values[i - width] !== label) || (k + 1 < width && values[i + 1] !== label) || (j + 1 < height && values[i + width] !== label);
    const a = rim ? opacity : label === active ? 0.22 : 0;
    if (!a) continue;
    const colour = rgb(label);
    for (let c = 0; c < 3; c += 1) pixels[4 * i + c] += a * (colour[c] - pixels[4 * i + c]);
  }
}

/// Two images of one kind as one picture: checkerboard, blend or difference (grey = equal).
export function combine(a, b, plane, pixels, { mode, square = 40, share = 0.5 }) {
  new Uint32Array(pixels.buffer).fill(0xff0b0907);
  for (let j = 0, i = 0; j < plane.height; j += 1) for (let k = 0; k < plane.width; k += 1, i += 1) {
    const x = shade(a, i), y = shade(b, i);
    const v = mode === 'difference' ? 127 + (y - x) / 2 : mode === 'checkerboard' ? (((Math.floor(k / square) + Math.floor(j / square)) % 2) ? x : y) : x + share * (y - x);
    pixels[4 * i] = pixels[4 * i + 1] = pixels[4 * i + 2] = v;
  }
}

const shade = ({ values, low, high }, i) => { const v = values[i]; return v === v ? Math.max(0, Math.min(255, ((v - low) / (high - low)) * 255)) : 0; };
