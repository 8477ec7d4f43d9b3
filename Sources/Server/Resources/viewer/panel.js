// Controls beside the images: layers, window, colour scale, isodose lines, regions, stages.

import { h, fill, select, field, button } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { plain, scale } from '../lib/format.js';
import { maps, palette, windows, labelColour } from './palette.js';
import { levelColour } from './isodose.js';
import { stages } from './stages.js';
import { isMap } from './viewer.js';
import { chooseDifference, differenceBar } from './difference.js';

export function panel(viewer) {
  const node = h('div', { class: 'viewer-panel' });
  const draw = () => fill(node, stageBar(viewer, draw), layers(viewer, draw), differenceBar(viewer), windowing(viewer), colourBar(viewer), isodose(viewer, draw), regions(viewer, draw));
  draw();
  viewer.scene.on('stage', draw);
  viewer.scene.on('flags', draw);
  return node;
}

export const group = (title, ...content) => h('section', { class: 'panel-group' }, h('h2', null, title), content);
export const describe = (info) => `${t(`kind.${info.kind}`)}${info.engine ? ` ${info.engine}` : ''}${info.cycle ? ` ${info.cycle}` : ''}${info.timePoint ? ` ${info.timePoint}` : ''}${info.kind === 'ct' || !info.unit ? '' : ` (${info.unit})`}`;

function stageBar(viewer) {
  const names = Object.keys(stages).filter((name) => (name !== 'difference' || viewer.difference) && (name !== 'points' || viewer.points().length > 1));
  return h('div', { class: 'segmented', role: 'group', 'aria-label': t('viewer.stage') }, names.map((name) => button(t(`stage.${name}`), () => viewer.show(name), { 'aria-pressed': String(viewer.stage === name) })));
}

function layers(viewer, redraw) {
  const bases = viewer.infos.filter((i) => i.kind === 'ct' || (isMap(i) && !viewer.infos.some((j) => j.kind === 'ct'))), tops = viewer.infos.filter(isMap);
  const opacity = h('input', { type: 'range', min: 0, max: 1, step: 0.05, value: viewer.opacity, id: 'opacity', on: { input: (event) => { viewer.opacity = Number(event.target.value); viewer.scene.redraw(); } } });
  return group(t('viewer.layers'),
    field(t('viewer.base'), select(bases.map((i) => [i.id, describe(i)]), viewer.ids.base, (id) => viewer.choose('base', id))),
    field(t('viewer.overlay'), select([['', t('viewer.none')], ...tops.map((i) => [i.id, describe(i)])], viewer.ids.overlay ?? '', (id) => viewer.choose('overlay', id).then(() => { viewer.map = null; redraw(); viewer.arrange(); }), { id: 'overlay' })),
    field(t('viewer.opacity'), opacity), chooseDifference(viewer, tops, redraw));
}

function windowing(viewer) {
  const text = h('span', { class: 'fine' }), say = () => { const w = viewer.scene.window(); text.textContent = t('viewer.window', { level: whole(w.level), width: whole(w.width) }); };
  say();
  viewer.scene.on('window', say);
  return group(t('viewer.windows'), h('div', { class: 'chips' }, windows.map(([name], n) => button(`${n + 1} ${name}`, () => viewer.preset(n), { class: 'tiny' }))), text);
}

/// The colour bar follows window and map; its unit is that of the volume.
function colourBar(viewer) {
  const layer = viewer.layer('overlay');
  if (!layer) return null;
  const info = viewer.info(viewer.ids.overlay), bar = h('canvas', { width: 256, height: 12, class: 'colour-bar', 'aria-hidden': 'true' });
  paint(bar, layer.map);
  const [, unit] = scale(layer.high, info.unit), factor = scale(layer.high, info.unit)[0] / layer.high || 1;
  const limit = (name) => h('input', { type: 'number', step: 'any', value: plainInput(layer[name] * factor), on: { change: (event) => { viewer.range(viewer.ids.overlay)[name] = Number(event.target.value) / factor; viewer.scene.redraw(); } } });
  return group(`${describe({ ...info, unit: '' })} · ${unit}`, bar, h('div', { class: 'pair' }, field(t('viewer.low'), limit('low')), field(t('viewer.high'), limit('high'))),
    field(t('viewer.map'), select(maps, layer.map, (name) => { viewer.map = name; paint(bar, name); viewer.scene.redraw(); })));
}

const whole = (value) => String(Math.round(value)).replace('-', '−');
const plainInput = (v) => Number(v.toPrecision(3));
export function paint(bar, name) {
  const context = bar.getContext('2d'), image = context.createImageData(256, 12), table = palette(name);
  for (let j = 0; j < 12; j += 1) for (let i = 0; i < 256; i += 1) image.data.set([table[3 * i], table[3 * i + 1], table[3 * i + 2], 255], 4 * (j * 256 + i));
  context.putImageData(image, 0, 0);
}

function isodose(viewer, redraw) {
  if (viewer.info(viewer.ids.overlay)?.unit !== 'Gy') return null;
  const levels = h('input', { type: 'text', value: viewer.levels.join(' '), inputmode: 'decimal', id: 'isodose-levels', on: { change: (event) => { viewer.levels = event.target.value.split(/[\s,;]+/).map(Number).filter((v) => v > 0); redraw(); viewer.scene.redraw(); } } });
  return group(t('viewer.isodose'), check(t('viewer.showIsodose'), viewer.showIsodose, (on) => { viewer.showIsodose = on; viewer.scene.redraw(); }), field(t('viewer.levels'), levels, { unit: 'Gy' }),
    h('ul', { class: 'level-list' }, viewer.levels.map((level, i) => h('li', null, h('span', { class: 'swatch line', css: { background: levelColour(i) } }), String(level)))));
}

export function check(label, on, change, props = {}) {
  const box = h('input', { type: 'checkbox', ...props, on: { change: (event) => change(event.target.checked) } });
  box.checked = on;
  return h('label', { class: 'check' }, box, h('span', null, label));
}

function regions(viewer, redraw) {
  const list = viewer.info(viewer.ids.labels)?.regions ?? [];
  if (!list.length) return null;
  return group(t('viewer.regions'), check(t('viewer.showLabels'), viewer.showLabels, (on) => { viewer.showLabels = on; viewer.scene.redraw(); }),
    h('ul', { class: 'region-list' }, list.map((region) => h('li', null,
      h('span', { class: 'swatch', css: { background: region.colour ?? labelColour(region.label) } }),
      check(region.name, !viewer.hidden.has(region.label), (on) => { viewer.hidden[on ? 'delete' : 'add'](region.label); viewer.scene.redraw(); }),
      button(t('viewer.go'), () => goTo(viewer, region.label), { class: 'tiny', 'aria-label': t('viewer.goTo', { name: region.name }) })))));
}

function goTo(viewer, label) {
  const place = viewer.structures?.centroid(label);
  if (place) viewer.scene.moveTo(place);
}
