// The viewer of a case with its contours.

import { h, fill } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, casePath } from '../../lib/api.js';
import { Viewer } from '../../viewer/viewer.js';
import { panel } from '../../viewer/panel.js';
import { Contours } from '../../viewer/contours.js';
import { sliceViewer } from '../../viewer/slices.js';
import { spatial } from '../../viewer/spatial.js';
import { faultBox } from '../../lib/fault.js';

export async function show({ main, id }) {
  const volumes = await get(casePath(id, '/volumes'));
  if (!volumes.length) { fill(main, h('h1', null, t('step.viewer')), h('p', { class: 'none' }, t('viewer.nothing'))); return undefined; }
  if (!canHold()) return sliceViewer(main, id, volumes);
  const viewer = new Viewer(volumes), side = h('aside', { class: 'viewer-side', 'aria-label': t('viewer.controls') });
  fill(main, h('h1', { class: 'unseen' }, t('step.viewer')), h('div', { class: 'viewer-page' }, viewer.node, side));
  document.body.classList.add('is-viewing');
  let contours;
  viewer.start().then(() => {
    const build = () => { contours?.close(); contours = viewer.ids.labels ? new Contours(viewer, id) : undefined; fill(side, panel(viewer), contours?.node, spatial(viewer)); };
    build();
    viewer.scene.on('grid', async (grid) => { await viewer.choose('labels', grid); build(); });
    document.body.dataset.viewer = 'ready';
  }).catch((error) => { fill(side, faultBox({ what: error.message })); sliceViewer(main, id, volumes); });
  return () => { document.body.classList.remove('is-viewing'); delete document.body.dataset.viewer; contours?.close(); viewer.close(); };
}

/// Whether this browser can hold the volumes; else the server sends slices as pictures.
const canHold = () => typeof DecompressionStream !== 'undefined' && !location.hash.includes('slices');
