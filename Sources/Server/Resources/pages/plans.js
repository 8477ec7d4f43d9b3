// Plans: the list, and a first plan file to begin with.

import { h, fill, field } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, post } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { faultBox } from '../lib/fault.js';

export async function show({ main }) {
  const plans = (await get('/api/plans')).map((p) => ({ id: p.id ?? p.name, ...p }));
  fill(main, h('h1', null, t('plans.title')), card(null, table(t('plans.title'), [[t('plans.name'), (p) => h('a', { href: `#/plan/${encodeURIComponent(p.id)}` }, p.id)], [t('case.pseudonym'), (p) => p.pseudonym ?? '–'], [t('plans.kind'), (p) => String(p.kind ?? '–').toUpperCase()], [t('case.changed'), (p) => String(p.changed ?? '').slice(0, 16).replace('T', ' ')]], plans, { empty: t('plans.none') })), fresh());
}

function fresh() {
  const name = h('input', { type: 'text', required: true, pattern: '[A-Za-z0-9._\\-]+' }), text = h('textarea', { rows: 10, class: 'code', required: true, spellcheck: 'false' }), message = h('div');
  const file = h('input', { type: 'file', accept: '.json5,.json', on: { change: async () => { text.value = await file.files[0].text(); name.value ||= file.files[0].name.replace(/\.json5?$/, ''); } } });
  const save = async (event) => { event.preventDefault(); try { const made = await post('/api/plans', { name: name.value, text: text.value }); location.hash = `#/plan/${encodeURIComponent(made?.id ?? made?.name ?? name.value)}`; } catch (error) { fill(message, faultBox(error)); } };
  return h('details', { class: 'card' }, h('summary', null, t('plans.new')), h('form', { on: { submit: save } }, field(t('plans.name'), name, { help: t('start.pseudonymsOnly') }), field(t('plans.file'), file), field(t('plans.text'), text), message, h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('plans.save')))));
}

