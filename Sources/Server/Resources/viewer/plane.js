// The three planes in radiological convention and the letters on their edges.

/// Directions in RAS of one step to the right (u) and down (v) on the screen, and of the next slice (n).
export const planes = {
  axial: { u: [-1, 0, 0], v: [0, -1, 0], n: [0, 0, -1], axis: 2 },
  coronal: { u: [-1, 0, 0], v: [0, 0, -1], n: [0, -1, 0], axis: 1 },
  sagittal: { u: [0, -1, 0], v: [0, 0, -1], n: [-1, 0, 0], axis: 0 },
};

const letters = [['R', 'L'], ['A', 'P'], ['S', 'I']];

/// The letter(s) of a direction in RAS: one, or two by dominance when the direction is oblique.
export function letter(direction) {
  return direction.map((v, i) => [Math.abs(v), letters[i][v > 0 ? 0 : 1]]).filter(([size]) => size > 0.26)
    .sort((a, b) => b[0] - a[0]).slice(0, 2).map(([, name]) => name).join('');
}

export function edges({ u, v }) {
  const back = (d) => d.map((x) => -x);
  return { left: letter(back(u)), right: letter(u), top: letter(back(v)), bottom: letter(v) };
}

/// The plane of samples for a view: centre in mm, mm per pixel, size in pixels.
export function geometry(name, center, pitch, width, height) {
  const { u, v } = planes[name];
  const scale = (d) => d.map((x) => x * pitch);
  const origin = center.map((c, i) => c - u[i] * pitch * (width / 2 - 0.5) - v[i] * pitch * (height / 2 - 0.5));
  return { origin, u: scale(u), v: scale(v), width, height, pitch };
}

/// RAS mm → "L 12 · P 34 · S 120 mm": the letter says the direction, so no sign is left to be guessed.
export function placeText(mm) {
  return mm.map((v, i) => `${letters[i][v >= 0 ? 0 : 1]} ${Math.abs(v).toFixed(0)}`).join(' · ') + ' mm';
}
