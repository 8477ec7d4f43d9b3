// Drop files, see what was understood: series by series, and what the gate found.

import { h, fill, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, casePath } from '../../lib/api.js';
import { stepOf } from '../../lib/case.js';
import { bytes } from '../../lib/format.js';
import { card, table } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';
import { filesOf, filesOfInput, upload } from '../../lib/upload.js';

export async function show({ main, id, one, renew }) {
  const found = h('div', { id: 'inventory' });
  fill(main, h('h1', null, t('step.images')), dropZone(id, async () => { await renew(); await understood(found, id, one()); }), found);
  understood(found, id, one()).catch((error) => fill(found, faultBox(error)));
}

function dropZone(id, done) {
  const state = h('div', { role: 'status', class: 'upload-state' });
  const send = async (files) => {
    if (!files.length) return;
    try {
      await upload(id, files, ({ path, sent, total }) => fill(state, h('progress', { max: total, value: sent, 'aria-label': t('images.sending') }), h('p', { class: 'fine' }, `${bytes(sent)} / ${bytes(total)} · ${path}`)));
      fill(state, h('p', { class: 'good' }, `✓ ${t('images.sent', { n: files.length })}`));
      await done();
    } catch (error) { fill(state, faultBox(error), button(t('images.again'), () => send(files), { class: 'primary' })); }
  };
  const folder = h('input', { type: 'file', webkitdirectory: true, multiple: true, id: 'folder', class: 'unseen', tabindex: -1, 'aria-label': t('images.folder'), on: { change: (event) => send(filesOfInput(event.target)) } });
  const files = h('input', { type: 'file', multiple: true, id: 'files', class: 'unseen', tabindex: -1, 'aria-label': t('images.files'), on: { change: (event) => send(filesOfInput(event.target)) } });
  const zone = h('div', { class: 'drop', on: {
    dragover: (event) => { event.preventDefault(); zone.classList.add('over'); }, dragleave: () => zone.classList.remove('over'),
    drop: async (event) => { event.preventDefault(); zone.classList.remove('over'); send(await filesOf(event.dataTransfer.items)); } } },
  h('p', { class: 'drop-title' }, t('images.drop')), h('p', { class: 'fine' }, t('images.dropHelp')),
  h('p', { class: 'actions' }, button(t('images.folder'), () => folder.click(), { class: 'primary' }), button(t('images.files'), () => files.click())), folder, files, state);
  return zone;
}

async function understood(node, id, one) {
  const inventory = stepOf(one, 'images')?.state === 'todo' ? null : await get(casePath(id, '/inventory'));
  fill(node, findings(one.findings), inventory ? card(t('images.series'), series(inventory)) : h('p', { class: 'none' }, t('images.none')));
  node.dataset.ready = 'yes';
}

const order = { stops: 0, decision: 1, information: 2 };

export function findings(list) {
  if (!list?.length) return null;
  return card(t('findings.title'), h('ul', { class: 'findings' }, [...list].sort((a, b) => (order[a.rank] ?? 3) - (order[b.rank] ?? 3)).map((one) => h('li', { class: `rank-${one.rank}` },
    h('span', { class: 'rank' }, { stops: '✗', decision: '!', information: 'i' }[one.rank] ?? '·', ' ', t(`rank.${one.rank}`)), h('div', null, h('b', null, one.what), one.where ? h('span', { class: 'fine' }, ` ${one.where}`) : null, one.why ? h('p', null, one.why) : null, one.remedy ? h('p', null, h('b', null, t('fault.remedy'), ' '), one.remedy) : null)))));
}

function series(inventory) {
  const size = (s) => (Array.isArray(s.size) ? s.size.join(' × ') : s.size ? Object.values(s.size).join(' × ') : s.detail ?? '');
  return [table(t('images.series'), [[t('images.name'), (s) => s.name ?? s.id ?? s.series ?? s.kind], [t('images.kind'), (s) => [s.modality, s.role ?? s.kind].filter(Boolean).join(' · ')], [t('images.unit'), (s) => s.unit ?? '–'], [t('images.start'), (s) => String(s.start ?? s.time ?? '–').replace('T', ' ').slice(0, 16)],
    [t('images.size'), size], [t('images.count'), (s) => s.files?.length ?? s.files ?? '–', true]], inventory.series ?? [], { id: 'series' }),
  inventory.skipped?.length ? h('details', null, h('summary', null, t('images.skipped', { n: inventory.skipped.length })), h('ul', { class: 'fine' }, inventory.skipped.map((s) => h('li', null, typeof s === 'string' ? s : `${s.file ?? s.path ?? ''} – ${s.why ?? s.reason ?? ''}`)))) : null];
}
