// One subject asks for its arm: the list stays sealed on the server.

import { h, fill, field, select } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { post } from '../../lib/api.js';
import { card } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

export const levels = (value) => (value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k} = ${v}`).join(', ') : value ?? '');

export function allocation(trial, place, renew) {
  const subject = h('input', { type: 'text', required: true, id: 'subject', autocomplete: 'off' }), message = h('div', { role: 'status', id: 'receipt' });
  const strata = (trial.strata ?? []).map((one) => [one.name, select([['', '–'], ...(one.levels ?? [])], '', null, { required: true, name: one.name })]);
  const send = async (event) => {
    event.preventDefault();
    try { const got = await post(`${place}/allocate`, { subject: subject.value.trim(), strata: Object.fromEntries(strata.map(([name, node]) => [name, node.value])) }); await renew(); fill(document.getElementById('receipt'), receipt(got)); } catch (error) { fill(message, faultBox(error)); }
  };
  const isOver = trial.closed ? t('trial.closedHelp') : trial.held ? '' : t('trial.notHeld');
  return card(t('trial.allocate'), h('p', { class: 'fine' }, t('trial.allocateHelp')), isOver ? h('p', { class: 'warn' }, `! ${isOver}`) : h('form', { id: 'allocate', on: { submit: send } }, h('div', { class: 'fields' }, field(t('trial.subject'), subject), strata.map(([name, node]) => field(name, node))), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('trial.allocate')))), message);
}

const names = { head: 'receipt.head', sequence: 'receipt.sequence', time: 'receipt.time', account: 'receipt.account', serverHead: 'receipt.serverHead' };
const receipt = (got) => h('div', { class: 'good receipt' }, h('p', { class: 'big' }, `✓ ${got.subject ?? got.receipt?.subject}: ${got.arm ?? got.result?.arm ?? got.text ?? ''}`),
  Object.entries(got.receipt ?? {}).map(([name, value]) => h('p', { class: 'fine' }, `${names[name] ? t(names[name]) : name}: `, h('code', null, String(value)))));
