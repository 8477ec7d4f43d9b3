// Trials of the registry.

import { h, fill, field } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { maybe, post } from '../lib/api.js';
import { faultBox } from '../lib/fault.js';
import { card, table } from '../lib/parts.js';

export async function show({ main, session }) {
  const trials = (session.registry === false ? null : await maybe('/api/registry/trials'))?.map((x) => ({ id: x.id ?? x.name, count: x.enrolled ?? x.subjects, ...x }));
  fill(main, h('h1', null, t('trials.title')), card(null, trials ? table(t('trials.title'), [[t('trials.name'), (x) => h('a', { href: `#/trial/${encodeURIComponent(x.id)}` }, x.id)], [t('trials.about'), (x) => x.title ?? ''], [t('trials.locked'), (x) => String(x.locked ?? '–').slice(0, 10)], [t('trials.subjects'), (x) => `${x.count ?? '–'}${x.planned ? ` / ${x.planned}` : ''}`, true], [t('case.state'), (x) => (x.closed ? t('trials.closed') : t('trials.open'))]], trials, { empty: t('trials.none') }) : h('p', { class: 'none' }, t('registry.none'))), trials && session.may.includes('holdTrial') ? locking() : null);
}

/// The trial office locks a protocol: its lists are drawn and sealed, and the key stays on the server.
function locking() {
  const text = h('textarea', { rows: 12, class: 'code', required: true, spellcheck: 'false' }), message = h('div', { role: 'status' });
  const file = h('input', { type: 'file', accept: '.json5,.json', on: { change: async () => { text.value = await file.files[0].text(); } } });
  const why = h('input', { type: 'text', required: true });
  const send = async (event) => { event.preventDefault(); try { await post('/api/registry/trials', { protocol: text.value, why: why.value }); location.reload(); } catch (error) { fill(message, faultBox(error)); } };
  return h('details', { class: 'card' }, h('summary', null, t('trials.lock')), h('p', { class: 'lead' }, t('trials.lockHelp')), h('form', { on: { submit: send } }, field(t('trials.file'), file), field(t('trials.protocol'), text), field(t('curves.reason'), why), message, h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('trials.lock')))));
}
