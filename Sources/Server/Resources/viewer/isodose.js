// Isolines by marching squares on a sampled plane.

// Edges of a cell: 0 top, 1 right, 2 bottom, 3 left; corners 1 top-left, 2 top-right, 4 bottom-right, 8 bottom-left.
const cases = [[], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2], [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], []];

/// Segments [x1, y1, x2, y2, …] in pixels of the plane where `values` crosses `level`.
export function isolines(values, width, height, level) {
  const out = [];
  for (let j = 0; j + 1 < height; j += 1) for (let i = 0; i + 1 < width; i += 1) {
    const p = j * width + i, a = values[p], b = values[p + 1], c = values[p + width + 1], d = values[p + width];
    const which = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
    if (which === 0 || which === 15 || Number.isNaN(a + b + c + d)) continue;
    for (const edge of cases[which]) out.push(...cross(edge, i, j, a, b, c, d, level));
  }
  return out;
}

function cross(edge, i, j, a, b, c, d, level) {
  const f = (from, to) => (level - from) / (to - from || 1);
  if (edge === 0) return [i + f(a, b), j];
  if (edge === 1) return [i + 1, j + f(b, c)];
  if (edge === 2) return [i + f(d, c), j + 1];
  return [i, j + f(a, d)];
}

export const doseLevels = [5, 10, 20, 30, 40, 70, 120, 205];
const colours = ['#2f6bff', '#20b8d8', '#28c76f', '#b6e34b', '#ffe04a', '#ffae3c', '#ff6a4d', '#ff3d9a'];
export const levelColour = (i) => colours[i % colours.length];

export function strokeIsolines(context, values, width, height, levels, factor) {
  levels.forEach((level, i) => {
    const segments = isolines(values, width, height, level);
    if (!segments.length) return;
    context.beginPath();
    for (let k = 0; k < segments.length; k += 4) {
      context.moveTo((segments[k] + 0.5) * factor, (segments[k + 1] + 0.5) * factor);
      context.lineTo((segments[k + 2] + 0.5) * factor, (segments[k + 3] + 0.5) * factor);
    }
    context.strokeStyle = levelColour(i);
    context.lineWidth = 1.4;
    context.stroke();
  });
}
