// The facts of the therapy: prefilled from the files with their source, the open ones marked, each value checked by the server.

import { h, fill, field, select, button, announce } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, put, casePath } from '../../lib/api.js';
import { card } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

export async function show({ main, id, renew }) {
  const message = h('div', { role: 'status' }), body = h('div');
  const load = async (query = '') => { draw(await get(casePath(id, `/casefile${query}`))); };
  const draw = (file) => fill(body, form(id, file, message, async (next) => { draw(next ?? await get(casePath(id, '/casefile'))); await renew(); }), textEditor(id, file, message, renew, load));
  fill(main, h('div', { class: 'title-row' }, h('h1', null, t('step.facts')), button(t('facts.propose'), () => load('?init=1').then(() => announce(t('facts.proposed'))).catch((error) => fill(message, faultBox(error))), { id: 'propose' })), h('p', { class: 'lead' }, t('facts.lead')), message, body);
  try {
    const file = await get(casePath(id, '/casefile'));
    if (file.text) draw(file); else await load('?init=1').catch(() => draw(file));
  } catch (error) { if (error.status === 404) await load('?init=1').catch((again) => fill(message, faultBox(again))); else fill(message, faultBox(error)); }
}

function control(entry) {
  const value = entry.value ?? '', props = { name: entry.key };
  if (entry.choices?.length) return select([['', '–'], ...entry.choices.map((c) => (typeof c === 'object' ? [c.value, c.label] : c))], value, null, props);
  if (entry.type === 'flag' || typeof entry.value === 'boolean') return select([['true', t('yes')], ['false', t('no')]], String(value), null, props);
  const isNumber = numeric(entry);
  return h('input', { ...props, type: 'text', inputmode: isNumber ? 'decimal' : null, value: String(value), placeholder: /date|time|start|measured/i.test(entry.type ?? '') ? '2026-03-02T10:15:00' : null, autocomplete: 'off', spellcheck: 'false' });
}

function form(id, file, message, saved) {
  const entries = file.form ?? [], open = entries.filter((e) => e.open), controls = new Map(entries.map((e) => [e.key, control(e)]));
  const groups = Map.groupBy ? Map.groupBy(entries, groupOf) : groupBy(entries, groupOf);
  const save = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(entries.filter((e) => changed(e, controls.get(e.key))).map((e) => [e.key, typed(e, controls.get(e.key).value)]));
    for (const node of controls.values()) node.removeAttribute('aria-invalid');
    try { const next = await put(casePath(id, '/casefile'), { values, base: file.digest }); fill(message, h('p', { class: 'good' }, `✓ ${t('facts.saved')}`)); await saved(next?.form ? next : undefined); } catch (error) { refused(error, controls, message); }
  };
  return h('form', { id: 'facts', on: { submit: save } }, h('p', { class: open.length ? 'warn' : 'good', id: 'open-count' }, open.length ? `! ${t('facts.open', { n: open.length })}` : `✓ ${t('facts.complete')}`), problems(file),
    [...groups].map(([name, list]) => card(name ? labelOf(name) : null, h('div', { class: 'fields' }, list.map((e) => field(e.label ?? e.key, controls.get(e.key), { unit: e.unit, help: e.help, open: e.open ? t('facts.missing') : null, note: e.source }))))),
    h('p', { class: 'actions sticky' }, h('button', { type: 'submit', class: 'primary' }, t('facts.save')), h('a', { class: 'button', href: `#/case/${encodeURIComponent(id)}/run` }, t('facts.next'))));
}

const problems = (file) => (file.problems?.length ? h('ul', { class: 'problems' }, file.problems.slice(0, 12).map((p) => h('li', null, [p.what, p.why, p.remedy].filter(Boolean).join(' – ')))) : null);

const groupOf = (entry) => entry.group ?? (entry.key.includes('.') ? entry.key.split(/[.[]/)[0] : '');
const labelOf = (name) => { const key = `group.${name}`; const text = t(key); return text === key ? name : text; };
function groupBy(list, of) { const map = new Map(); for (const one of list) { const k = of(one); map.set(k, [...(map.get(k) ?? []), one]); } return map; }
const numeric = (entry) => entry.type === 'number' || typeof entry.value === 'number' || Boolean(entry.unit) || /\.(cycle|prescriptionLevel)$/.test(entry.key);
const changed = (entry, node) => String(entry.value ?? '') !== node.value;

// A number goes as a number; anything else as it was typed, so that the server's words about it are about what was typed.
function typed(entry, text) {
  if (text === 'true' || text === 'false') return text === 'true';
  const isNumber = numeric(entry);
  return isNumber && /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : text;
}

function refused(error, controls, message) {
  const node = controls.get(error.field);
  fill(message, faultBox(error));
  if (!node) return;
  node.setAttribute('aria-invalid', 'true');
  node.focus();
}

function textEditor(id, file, message, renew, load) {
  const area = h('textarea', { rows: 22, spellcheck: 'false', class: 'code', value: file.text ?? '', 'aria-label': t('facts.text') });
  const save = async () => { try { await put(casePath(id, '/casefile'), { text: area.value, base: file.digest }); fill(message, h('p', { class: 'good' }, `✓ ${t('facts.saved')}`)); await load(); await renew(); } catch (error) { fill(message, faultBox(error)); } };
  return h('details', { class: 'card' }, h('summary', null, t('facts.text')), area, h('p', { class: 'actions' }, button(t('facts.saveText'), save)));
}
