// One map less another: two engines, or two cycles, voxel by voxel on the grid of the first.

import { h, select, field } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { plain } from '../lib/format.js';
import { sample } from './sample.js';
import { paint, describe, group } from './panel.js';

/// What can be taken away from the map that is shown: maps of its kind and unit.
export function chooseDifference(viewer, tops, redraw) {
  const shown = viewer.info(viewer.ids.overlay), same = tops.filter((i) => i !== shown && i.unit === shown?.unit && i.kind === shown?.kind);
  return same.length ? field(t('viewer.minus'), select([['', t('viewer.none')], ...same.map((i) => [i.id, describe(i)])], viewer.minus ?? '', (id) => subtract(viewer, id).then(redraw), { id: 'minus' })) : null;
}

async function subtract(viewer, id) {
  viewer.minus = id;
  if (!id) { viewer.difference = undefined; return viewer.show('quad'); }
  viewer.bar.textContent = t(viewer.info(id).cycle ? 'viewer.laying' : 'viewer.loading');
  try {
    const a = viewer.volume('overlay'), b = await viewer.load(id), data = onGrid(b, a);
    for (let i = 0; i < data.length; i += 1) data[i] = a.data[i] * a.slope + a.inter - data[i];
    viewer.difference = Object.assign(Object.create(a), { data, slope: 1, inter: 0, reach: reachOf(data), less: b });
    await viewer.show('difference');
    return viewer.read(viewer.scene.cursor);
  } catch (error) { viewer.minus = ''; viewer.cache.delete(id); viewer.bar.textContent = error.message; return undefined; }
}

/// Values of `b` at the voxels of `a`; not a number outside.
function onGrid(b, a) {
  const [nx, ny, nz] = a.size, out = new Float32Array(nx * ny * nz), column = (c) => [0, 1, 2].map((row) => a.affine[row][c]);
  for (let k = 0; k < nz; k += 1) out.set(sample(b, { origin: a.place([0, 0, k]), u: column(0), v: column(1), width: nx, height: ny }), k * nx * ny);
  return out;
}

/// The scale reaches as far to both sides, and a few hot voxels do not stretch it.
function reachOf(data) {
  const some = [], step = Math.max(1, Math.floor(data.length / 200000));
  for (let i = 0; i < data.length; i += step) if (data[i]) some.push(Math.abs(data[i]));
  some.sort((x, y) => x - y);
  return some[Math.floor(some.length * 0.995)] || 1;
}

/// What is shown, less what, and the scale with its unit.
export function differenceBar(viewer) {
  const { difference } = viewer;
  if (!difference || viewer.stage !== 'difference') return null;
  const shown = viewer.info(viewer.ids.overlay), less = viewer.info(viewer.minus), bar = h('canvas', { width: 256, height: 12, class: 'colour-bar', 'aria-hidden': 'true' }), { reach } = difference;
  paint(bar, 'blue–red');
  return group(`${t('stage.difference')} · ${shown.unit}`, h('p', { id: 'difference-of' }, describe(shown), ' − ', describe(less)), bar,
    h('p', { class: 'scale-ends fine' }, h('span', null, `−${plain(reach)} ${shown.unit}`), h('span', null, '0'), h('span', null, `+${plain(reach)} ${shown.unit}`)),
    less.cycle ? h('p', { class: /review|coordinates/.test(difference.less.description) ? 'warn' : 'fine', id: 'difference-laid' }, laid(difference.less.description)) : null);
}

/// How the server laid the other cycle onto this one, from the description of its file.
function laid(text) {
  const residual = /residual ([\d.]+) mm/.exec(text)?.[1];
  if (residual === undefined) return `! ${t('viewer.byCoordinates')}`;
  return `${/review/.test(text) ? '! ' : ''}${t('viewer.byCT', { residual })}${/review/.test(text) ? ` ${t('viewer.doubt')}` : ''}`;
}
