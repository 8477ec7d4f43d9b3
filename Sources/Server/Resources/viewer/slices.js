// For machines that cannot hold the volumes: the server draws the slices, the page shows them.

import { h, fill, field, select } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { casePath } from '../lib/api.js';

const reach = { axial: [-400, 400], coronal: [-300, 300], sagittal: [-300, 300] };

export function sliceViewer(main, id, volumes) {
  const base = volumes.find((v) => v.kind === 'ct') ?? volumes[0], tops = volumes.filter((v) => v.kind !== 'ct' && v.kind !== 'labels');
  let overlay = tops.find((v) => v.kind === 'dose')?.id ?? '';
  const views = ['axial', 'coronal', 'sagittal'].map((plane) => view(id, base, plane, () => overlay));
  fill(main, h('h1', null, t('step.viewer')), h('p', { class: 'lead' }, t('slices.lead')),
    field(t('viewer.overlay'), select([['', t('viewer.none')], ...tops.map((v) => [v.id, `${t(`kind.${v.kind}`)} ${v.timePoint ?? ''}`])], overlay, (v) => { overlay = v; views.forEach((one) => one.draw()); })),
    h('div', { class: 'stage slices', css: { '--columns': 3 } }, views.map((one) => one.node)));
  views.forEach((one) => one.draw());
  document.body.dataset.viewer = 'slices';
}

function view(id, base, plane, overlay) {
  const [low, high] = base.box?.[plane] ?? reach[plane], picture = h('img', { alt: t(`plane.${plane}`), class: 'slice' });
  const slider = h('input', { type: 'range', min: low, max: high, step: 2, value: (low + high) / 2, 'aria-label': `${t(`plane.${plane}`)}, mm`, on: { input: () => draw() } });
  const query = () => new URLSearchParams({ volume: base.id, plane, mm: slider.value, low: -160, high: 240, ...(overlay() ? { overlay: overlay() } : {}) });
  const draw = () => { picture.src = casePath(id, `/slice?${query()}`); };
  return { draw, node: h('figure', { class: 'slice-view' }, h('figcaption', null, t(`plane.${plane}`)), picture, slider) };
}
