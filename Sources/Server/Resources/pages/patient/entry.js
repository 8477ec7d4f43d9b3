// Forms out of the catalogue: type, unit, range and closed words of each column; the server's fault stands at its field.

import { h, fill, field, select, uniqueId } from '../../lib/dom.js';
import { t, has } from '../../lib/texts.js';
import { get, post } from '../../lib/api.js';
import { card } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

export async function entry({ main, id, table }) {
  const catalogue = await get('/api/registry/catalogue'), known = tableOf((catalogue.tables ?? catalogue).find((one) => one.name === table));
  if (!known) throw Object.assign(new Error(t('entry.unknown', { table })));
  const references = await choices(known, id);
  fill(main, h('h1', null, t('entry.title', { table: t(`table.${table}`) })), h('p', { class: 'lead' }, known.meaning ?? ''), form(known, id, references));
}

const tableOf = (one) => one && { ...one, columns: (one.columns ?? one.fields).map((c) => ({ ...c, values: c.values ?? c.choices ?? [] })) };

// Rows that a column may point to, of this patient where there is one.
async function choices(table, id) {
  if (id === 'new') return {};
  const patient = await get(`/api/registry/patients/${encodeURIComponent(id)}`).catch(() => ({ tables: {} }));
  return Object.fromEntries(table.columns.filter((c) => c.references).map((c) => [c.name, (patient.tables?.[c.references] ?? []).map((r) => r.id)]));
}

function form(table, id, references) {
  const controls = new Map(), message = h('div', { role: 'status', id: 'entry-message' }), twice = h('input', { type: 'checkbox', id: 'twice' });
  const columns = table.columns.filter((c) => c.name !== 'id');
  for (const column of table.columns) controls.set(column.name, control(column, id, references[column.name]));
  const why = h('input', { type: 'text', id: 'why', required: true, value: '' });
  const send = async (event) => {
    event.preventDefault();
    for (const node of controls.values()) node.removeAttribute('aria-invalid');
    const values = valuesOf(table, controls);
    if (twice.checked && !isSame(form, values, message)) return;
    try { const made = await post(`/api/registry/rows/${encodeURIComponent(table.name)}`, { values, why: why.value }); fill(message, h('p', { class: 'good', id: 'stored' }, `✓ ${t('entry.stored', { id: made?.id ?? '' })} `, h('a', { href: `#/patient/${encodeURIComponent(values.patient ?? made?.id ?? id)}` }, t('entry.back')))); clear(table, controls); form.first = undefined; } catch (error) { refuse(error, controls, message); }
  };
  const node = h('form', { id: 'entry', novalidate: true, on: { submit: send } }, message, card(null, h('div', { class: 'fields' }, columns.map((c) => field(label(c), controls.get(c.name), { unit: c.unit && c.unit !== '' ? c.unit : null, help: help(c) })))),
    card(null, h('div', { class: 'fields' }, field(t('entry.why'), why, { help: t('entry.whyHelp') }), field(t('entry.id'), controls.get('id') ?? h('input'), { help: t('entry.idHelp') })), h('label', { class: 'check' }, twice, h('span', null, t('entry.twice')))), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('entry.store'))));
  form.first = undefined;
  return node;
}

// A column without a text of its own: its name, whose unit stands beside the control.
const named = (c) => { const words = c.name.replace(c.unit ? /_(gbq|mbq|percent|mm|ml|g|h|min|iu|gy)$/ : '', '').replaceAll('_', ' '); return words[0].toUpperCase() + words.slice(1); };
export const label = (c) => (has(`column.${c.name}`) ? t(`column.${c.name}`) : named(c)) + (c.required ? ' *' : '');
const numeric = (c) => ['integer', 'real', 'decimal'].includes(c.type);
export function help(c) {
  const range = numeric(c) && (c.minimum ?? c.maximum ?? null) !== null ? `${c.meaning ? '. ' : ''}${t('entry.range', { low: c.minimum ?? '…', high: c.maximum ?? '…', unit: c.unit ?? '' })}` : '';
  return (c.meaning ?? '') + range;
}

export function control(c, id, references) {
  const props = { name: c.name, required: Boolean(c.required), autocomplete: 'off' };
  if (c.name === 'patient') return h('input', { ...props, type: 'text', value: id === 'new' ? '' : id, readonly: id !== 'new' });
  if (c.type === 'flag') return select([['', '–'], ['true', t('yes')], ['false', t('no')]], '', null, props);
  if (c.values?.length > 12 || references?.length) return searchable(props, c.values?.length ? c.values : references);
  if (c.values?.length) return select([['', '–'], ...c.values], '', null, props);
  if (c.type === 'date') return h('input', { ...props, type: 'date' });
  if (c.type === 'time') return h('input', { ...props, type: 'text', placeholder: '2026-03-02T10:15:00+01:00' });
  return h('input', { ...props, type: 'text', inputmode: numeric(c) ? 'decimal' : null });
}

// Closed words with search: the browser's own list, which a keyboard and a screen reader can work.
function searchable(props, words) {
  const list = uniqueId('words');
  const box = h('input', { ...props, type: 'text', list });
  document.getElementById(list)?.remove();
  document.getElementById('main').append(h('datalist', { id: list }, words.map((w) => h('option', { value: w }))));
  return box;
}

export function valuesOf(table, controls) {
  const values = {};
  for (const c of table.columns) {
    const text = controls.get(c.name).value.trim();
    if (text === '') continue;
    values[c.name] = c.type === 'flag' ? text === 'true' : ['integer', 'real'].includes(c.type) && /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
  }
  return values;
}

// Double entry: the second time must be the same as the first; what differs is named.
function isSame(form, values, message) {
  if (!form.first) { form.first = values; document.getElementById('entry').reset(); fill(message, h('p', { class: 'warn' }, t('entry.again'))); return false; }
  const different = Object.keys({ ...form.first, ...values }).filter((k) => String(form.first[k] ?? '') !== String(values[k] ?? ''));
  if (!different.length) return true;
  fill(message, faultBox({ what: t('entry.differs', { columns: different.join(', ') }), remedy: t('entry.differsHelp') }));
  form.first = undefined;
  return false;
}

function clear(table, controls) { for (const c of table.columns) if (c.name !== 'patient') controls.get(c.name).value = ''; }

export function refuse(error, controls, message) {
  fill(message, faultBox(error));
  const node = controls.get(error.field);
  if (node) { node.setAttribute('aria-invalid', 'true'); node.focus(); }
}
