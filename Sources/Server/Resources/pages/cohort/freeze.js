// Data sets that were frozen: every table with its digest, and the head of the audit record; none of them changes again.

import { h, fill, field } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, post } from '../../lib/api.js';
import { card, table } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

export async function freezing() {
  const list = h('div'), message = h('div', { role: 'status', id: 'freeze-message' }), name = h('input', { type: 'text', required: true, pattern: '[A-Za-z0-9_\\-][A-Za-z0-9._\\-]*', id: 'freeze-name', autocomplete: 'off' }), title = h('input', { type: 'text', id: 'freeze-title' });
  const draw = async () => fill(list, sets(await get('/api/registry/frozen')));
  const send = async (event) => {
    event.preventDefault();
    try { const made = await post('/api/registry/frozen', { name: name.value.trim(), title: title.value.trim() || name.value.trim() }); await draw(); fill(message, h('p', { class: 'good', id: 'frozen' }, `✓ ${t('freeze.done', { name: made.name, digest: made.digest })}`)); } catch (error) { fill(message, faultBox(error)); }
  };
  await draw();
  return card(t('freeze.title'), h('p', { class: 'lead' }, t('freeze.lead')), list, h('form', { class: 'inline', id: 'freeze', on: { submit: send } }, field(t('freeze.name'), name), field(t('freeze.about'), title), h('button', { type: 'submit', class: 'primary' }, t('freeze.do'))), message);
}

const sets = (all) => table(t('freeze.title'), [[t('freeze.name'), (one) => one.name], [t('freeze.about'), (one) => [one.title, one.notes.length ? h('span', { class: 'help' }, one.notes.join(' · ')) : null]], ['SHA-256', (one) => h('code', { title: one.digest }, one.digest.slice(0, 16))],
  [t('sign.seal'), (one) => (one.faults.length ? h('span', { class: 'bad' }, `✗ ${one.faults.join(', ')}`) : h('span', { class: 'good' }, `✓ ${t('sign.sealHolds')}`))],
  [t('freeze.files'), (one) => h('details', null, h('summary', null, t('freeze.count', { n: one.files.length })), h('ul', { class: 'fine' }, [...one.files.map((f) => f.name), 'MANIFEST.sha256'].map((file) => h('li', null, h('a', { href: `/api/registry/frozen/${encodeURIComponent(one.name)}/${encodeURIComponent(file)}`, download: true }, file)))))]], all, { empty: t('freeze.none') });
