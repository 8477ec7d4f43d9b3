// The view in space, by NiiVue where it is installed and WebGL2 is there; everything else works without it.

import { h, fill, button } from '../lib/dom.js';
import { t } from '../lib/texts.js';

const library = '/assets/vendor/niivue.umd.js';

export function spatial(viewer) {
  const place = h('div', { class: 'spatial' }), message = h('p', { class: 'fine' });
  const open = button(t('spatial.open'), async () => {
    try { await draw(viewer, place); open.hidden = true; } catch (error) { fill(message, t('spatial.missing')); }
  }, { class: 'tiny' });
  return h('section', { class: 'panel-group' }, h('h2', null, t('spatial.title')), hasWebGL2() ? open : h('p', { class: 'fine' }, t('spatial.noWebGL')), message, place);
}

const hasWebGL2 = () => Boolean(document.createElement('canvas').getContext('webgl2'));

const load = () => new Promise((done, fail) => {
  if (window.niivue) return done(window.niivue);
  document.head.append(h('script', { src: library, on: { load: () => done(window.niivue), error: () => fail(new Error(library)) } }));
});

async function draw(viewer, place) {
  const { Niivue } = await load();
  const canvas = h('canvas', { role: 'img', 'aria-label': t('spatial.title'), width: 300, height: 300 });
  fill(place, canvas);
  const view = new Niivue({ isResizeCanvas: true, loadingText: '', dragAndDropEnabled: false, backColor: [0.03, 0.04, 0.05, 1] });
  await view.attachToCanvas(canvas);
  view.setRadiologicalConvention(true);
  const wanted = ['base', 'overlay'].filter((role, i, list) => viewer.ids[role] && (i === 0 || viewer.ids[role] !== viewer.ids[list[0]]));
  await view.loadVolumes(wanted.map((role) => ({ url: viewer.info(viewer.ids[role]).url, name: `${viewer.ids[role]}.nii.gz`, colormap: role === 'base' ? 'gray' : 'hot', opacity: role === 'base' ? 1 : 0.5,
    cal_min: role === 'base' ? -160 : viewer.range(viewer.ids[role]).high * 0.1, cal_max: role === 'base' ? 600 : viewer.range(viewer.ids[role]).high })));
  view.setSliceType(view.sliceTypeRender);
}
