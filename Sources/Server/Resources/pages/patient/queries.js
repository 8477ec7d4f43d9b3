// Queries: questions about rows and their answers. Who may ask closes; who enters rows answers; nothing that was said goes away.

import { h, fill, field, select, button } from '../../lib/dom.js';
import { t, has } from '../../lib/texts.js';
import { post } from '../../lib/api.js';
import { minute } from '../../lib/format.js';
import { card } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

const marks = { open: '!', answered: '◐', closed: '✓' };
const tableName = (name) => (has(`table.${name}`) ? t(`table.${name}`) : name);
const columnName = (name) => (has(`column.${name}`) ? t(`column.${name}`) : name);

/// The queries of a patient or a trial, open ones first; `about` gives the tables of a patient whose rows can be asked about.
export function queryCard({ queries, session, renew, about, title = t('queries.title') }) {
  const order = { open: 0, answered: 1, closed: 2 }, sorted = [...queries].sort((a, b) => order[a.state] - order[b.state] || b.id.localeCompare(a.id));
  return h('section', { class: 'card', id: 'queries' }, h('h2', null, title, queries.length ? ` (${t('queries.openOf', { open: queries.filter((q) => q.state !== 'closed').length, n: queries.length })})` : ''),
    sorted.length ? h('ul', { class: 'queries' }, sorted.map((one) => item(one, session, renew))) : h('p', { class: 'none' }, t('queries.none')),
    about && session.may.includes('ask') ? asking(about, renew) : null);
}

function item(one, session, renew) {
  const place = [tableName(one.table), one.row, one.column ? columnName(one.column) : ''].filter(Boolean).join(' · ');
  const last = one.turns.at(-1), mayAnswer = one.state === 'open' && session.may.includes('enterRows'), mayClose = one.state !== 'closed' && session.may.includes('ask') && !(session.mode === 'department' && last.act === 'answered' && last.account === session.account);
  return h('li', { class: `query is-${one.state}`, data: { query: one.id } }, h('p', { class: 'query-head' }, h('span', { class: `chip state-${{ open: 'warning', answered: 'running', closed: 'done' }[one.state]}` }, `${marks[one.state]} ${t(`queries.${one.state}`)}`), ' ', h('b', null, one.id), ' ', one.patient ? h('a', { href: `#/patient/${encodeURIComponent(one.patient)}` }, one.patient) : null, ' ', h('span', { class: 'fine' }, place)),
    h('ol', { class: 'turns' }, one.turns.map((turn) => h('li', null, h('span', { class: 'fine' }, `${t(`queries.act.${turn.act}`)} · ${turn.account} · ${minute(turn.time)}`), h('p', null, turn.text)))),
    mayAnswer || mayClose || (one.state === 'closed' && session.may.includes('ask')) ? reply(one, { mayAnswer, mayClose }, renew) : null);
}

function reply(one, { mayAnswer, mayClose }, renew) {
  const text = h('input', { type: 'text', 'aria-label': t('queries.words', { id: one.id }), placeholder: t('queries.wordsHint') }), message = h('div', { role: 'status' });
  const send = async (act) => { try { await post(`/api/registry/queries/${one.id}/${act}`, { text: text.value }); await renew(); } catch (error) { fill(message, faultBox(error)); text.focus(); } };
  const does = (act) => button(t(`queries.do.${act}`), () => send(act), { class: 'tiny', 'aria-label': `${t(`queries.do.${act}`)} ${one.id}` });
  return h('div', null, h('div', { class: 'reply' }, text, mayAnswer ? does('answer') : null, mayClose ? does('close') : null, one.state !== 'open' ? does('reopen') : null), message);
}

function asking({ patient, tables }, renew) {
  const names = Object.keys(tables).filter((name) => tables[name].length), message = h('div', { role: 'status' });
  const row = h('select'), column = h('select'), text = h('textarea', { rows: 2, required: true });
  const rowsOf = (name) => fill(row, h('option', { value: '' }, t('queries.wholeTable')), (tables[name] ?? []).map((r) => h('option', { value: r.id }, [r.id, r.started ?? r.sampled ?? r.due ?? r.measured ?? r.assessed, r.test ?? r.name ?? r.term].filter(Boolean).join(' · '))));
  const columnsOf = (name) => fill(column, h('option', { value: '' }, '–'), Object.keys(tables[name]?.[0] ?? {}).filter((key) => !['id', 'patient'].includes(key)).map((key) => h('option', { value: key }, columnName(key))));
  const table = select(['patients', ...names].map((name) => [name, tableName(name)]), 'patients', (name) => { rowsOf(name); columnsOf(name); });
  rowsOf('patients');
  columnsOf('patients');
  const send = async (event) => { event.preventDefault(); try { await post('/api/registry/queries', { patient, table: table.value, row: row.value, column: column.value, text: text.value }); await renew(); } catch (error) { fill(message, faultBox(error)); } };
  return h('details', { id: 'ask' }, h('summary', null, t('queries.new')), h('form', { on: { submit: send } }, h('div', { class: 'fields' }, field(t('queries.table'), table), field(t('queries.row'), row), field(t('queries.column'), column)), field(t('queries.question'), text), message, h('p', { class: 'actions' }, h('button', { type: 'submit' }, t('queries.ask')))));
}
