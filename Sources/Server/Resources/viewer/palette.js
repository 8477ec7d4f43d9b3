// Colour maps as 256 entries: greys, hot iron and PET in the sense of DICOM's palettes, and viridis for dose.

const stops = {
  grey: [[0, 0, 0, 0], [1, 255, 255, 255]],
  'inverse grey': [[0, 255, 255, 255], [1, 0, 0, 0]],
  'hot iron': [[0, 0, 0, 0], [0.5, 255, 0, 0], [0.75, 255, 128, 0], [1, 255, 255, 255]],
  PET: [[0, 0, 0, 0], [0.125, 0, 0, 127], [0.25, 0, 64, 255], [0.375, 0, 190, 190], [0.5, 60, 200, 60], [0.625, 200, 220, 0], [0.75, 255, 160, 0], [0.875, 255, 40, 0], [1, 255, 255, 255]],
  rainbow: [[0, 30, 0, 120], [0.2, 0, 70, 255], [0.4, 0, 200, 200], [0.55, 40, 200, 40], [0.7, 240, 230, 0], [0.85, 255, 130, 0], [1, 220, 0, 0]],
  'blue–red': [[0, 33, 102, 172], [0.25, 146, 197, 222], [0.5, 247, 247, 247], [0.75, 244, 165, 130], [1, 178, 24, 43]],
  viridis: [[0, 68, 1, 84], [0.13, 71, 44, 122], [0.25, 59, 81, 139], [0.38, 44, 113, 142], [0.5, 33, 144, 141], [0.63, 39, 173, 129], [0.75, 92, 200, 99], [0.88, 170, 220, 50], [1, 253, 231, 37]],
};
export const maps = Object.keys(stops);

const made = new Map();
export function palette(name) {
  if (!made.has(name)) made.set(name, build(stops[name] ?? stops.grey));
  return made.get(name);
}

function build(list) {
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i += 1) {
    const x = i / 255, k = Math.max(1, list.findIndex(([at]) => at >= x)), [a, b] = [list[k - 1], list[k]], f = (x - a[0]) / (b[0] - a[0]);
    for (let c = 0; c < 3; c += 1) table[3 * i + c] = Math.round(a[1 + c] + f * (b[1 + c] - a[1 + c]));
  }
  return table;
}

const wheel = ['#e4b343', '#4fb3d9', '#e5735c', '#7bd389', '#c792ea', '#f2a6c2', '#5ad1c0', '#d4d06a', '#8fa8ff', '#ff9f5a', '#9fe870', '#d98fd0', '#6ee0ff', '#b8bfc6'];
export const labelColour = (label) => wheel[(label - 1 + wheel.length) % wheel.length];

/// Level and width by name: OHIF's lineage and, for the liver, two habits side by side.
export const windows = [
  ['soft tissue', 40, 400], ['liver 150/90', 90, 150], ['liver 240/40', 40, 240], ['lung', -600, 1500], ['bone', 480, 2500], ['brain', 40, 80],
];
