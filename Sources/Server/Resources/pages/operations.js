// Everything that the command line can do: a form out of each operation's declaration.

import { h, fill, field, select } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, post } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { follow } from '../lib/jobs.js';
import { faultBox } from '../lib/fault.js';

export async function show({ main, values }) {
  const all = await get('/api/operations');
  const one = values.name ? all.find((o) => slug(o.name) === values.name) : undefined;
  if (!one) { fill(main, h('h1', null, t('operations.title')), h('p', { class: 'lead' }, t('operations.lead')), chapters(all)); return undefined; }
  return operation(main, one);
}

const slug = (name) => name.replaceAll(' ', '-');

function chapters(all) {
  const names = [...new Set(all.map((o) => o.chapter ?? ''))];
  return names.map((name) => card(name || null, table(name || t('operations.title'), [[t('operations.name'), (o) => h('a', { href: `#/operations/${slug(o.name)}` }, o.name)], [t('operations.what'), (o) => o.summary ?? '']], all.filter((o) => (o.chapter ?? '') === name))));
}

async function operation(main, one) {
  const fields = one.fields ?? [], controls = new Map(fields.map((f) => [f.name, control(f)])), message = h('div', { role: 'status' }), jobs = h('div'), mine = new Set();
  const work = await follow(jobs, (job) => mine.has(job.id), (job) => { if (job.answer) fill(message, h('pre', { class: 'answer', tabindex: 0 }, JSON.stringify(job.answer, null, 2).slice(0, 20000))); });
  const send = async (event) => {
    event.preventDefault();
    const body = Object.fromEntries(fields.map((f) => [f.name, value(f, controls.get(f.name))]).filter(([, v]) => v !== undefined));
    try { const { job } = await post(`/api/operations/${slug(one.name)}`, body), id = job?.id ?? job; mine.add(id); work.take({ id, operation: one.name, state: 'queued', fraction: 0 }); } catch (error) { fill(message, faultBox(error)); controls.get(error.field)?.focus(); }
  };
  fill(main, h('p', { class: 'crumbs' }, h('a', { href: '#/operations' }, t('operations.title'))), h('h1', null, one.name), h('p', { class: 'lead' }, one.summary ?? ''),
    h('form', { on: { submit: send } }, card(null, h('div', { class: 'fields' }, fields.map((f) => field(f.name + (f.required ? ' *' : ''), controls.get(f.name), { unit: f.unit, help: f.help })))), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('run.start')))), message, jobs);
  return work.end;
}

function control(f) {
  const props = { name: f.name, required: Boolean(f.required) };
  if (f.choices?.length) return select([['', '–'], ...f.choices], '', null, props);
  if (/flag|bool/i.test(f.type ?? '')) return select([['', '–'], ['true', t('yes')], ['false', t('no')]], '', null, { name: f.name });
  return h('input', { ...props, type: 'text', autocomplete: 'off', inputmode: /int|real|number|double/i.test(f.type ?? '') ? 'decimal' : null });
}

function value(f, node) {
  const text = node.value.trim();
  if (text === '') return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/list|array|\[/i.test(f.type ?? '')) return text.split(/\s*,\s*/);
  return /int|real|number|double/i.test(f.type ?? '') && Number.isFinite(Number(text)) ? Number(text) : text;
}
