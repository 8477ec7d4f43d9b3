// Where does this number come from? The right drawer answers: value, formula, inputs, uncertainty, tables and hashes.

import { h, fill, button } from './dom.js';
import { t } from './texts.js';
import { quantity } from './format.js';
import { budgetBars } from '../charts/budget.js';

let opener;

/// A number that can be asked for its source.
export function number(q, source, { unit, digits } = {}) {
  if (q === null || q === undefined) return h('span', { class: 'none' }, '–');
  const text = quantity(q, unit ?? q.unit, digits);
  return source ? asked(text, source, text) : h('span', { class: 'num' }, text);
}

/// Whatever shows a number, a text or a drawing, as a button that opens the number's source.
export function asked(shown, source, text, kind = 'num') {
  return h('button', { type: 'button', class: kind, 'aria-haspopup': 'dialog', title: t('drawer.ask'), on: { click: (event) => show({ ...(typeof source === 'function' ? source() : source), value: text }, event.currentTarget) } }, shown);
}

export function show(source, from) {
  opener = from;
  const drawer = document.getElementById('drawer');
  fill(drawer, head(source), source.formula ? part(t('drawer.formula'), h('p', { class: 'formula' }, source.formula)) : null,
    inputs(source), budget(source), lines(t('drawer.notes'), source.notes), steps(source), tables(source), hashes(source));
  drawer.hidden = false;
  drawer.querySelector('button').focus();
}

export function hide() {
  const drawer = document.getElementById('drawer');
  if (!drawer || drawer.hidden) return;
  drawer.hidden = true;
  opener?.focus?.();
}

const part = (title, ...content) => h('section', null, h('h3', null, title), content);

const head = (source) => h('header', null, h('div', null, h('p', { class: 'eyebrow' }, t('drawer.title')), h('h2', null, source.title),
  h('p', { class: 'drawer-value' }, source.value)), button('✕', hide, { class: 'icon', 'aria-label': t('close') }));

function inputs(source) {
  if (!source.inputs?.length) return null;
  return part(t('drawer.inputs'), h('dl', null, source.inputs.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [h('dt', null, name), h('dd', null, typeof value === 'object' ? quantity(value) : value)])));
}

function budget(source) {
  if (!source.budget?.length) return null;
  return part(t('drawer.uncertainty'), budgetBars(source.budget),
    h('ul', { class: 'fine' }, source.budget.map((term) => h('li', null, h('b', null, term.name), ' – ', term.basis))));
}

const lines = (title, list) => (list?.length ? part(title, h('ul', { class: 'fine' }, list.map((text) => h('li', null, text)))) : null);

function steps(source) {
  if (!source.steps?.length) return null;
  return part(t('drawer.steps'), h('ol', { class: 'fine' }, source.steps.map((step) => h('li', null, h('b', null, step.name),
    h('dl', null, Object.entries(step.parameters ?? {}).map(([name, value]) => [h('dt', null, name), h('dd', null, value)]))))));
}

const tables = (source) => (source.tables && Object.keys(source.tables).length
  ? part(t('drawer.tables'), h('dl', { class: 'fine' }, Object.entries(source.tables).map(([name, text]) => [h('dt', null, name), h('dd', null, text)]))) : null);

const hashes = (source) => (source.files?.length
  ? part(t('drawer.files'), h('ul', { class: 'fine hashes' }, source.files.map((file) => h('li', null, file.role, ' ', h('code', null, String(file.sha256).slice(0, 16), '…'))))) : null);
