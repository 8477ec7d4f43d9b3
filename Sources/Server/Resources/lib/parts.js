// Small parts that several pages share: chips, tables, sections.

import { h } from './dom.js';
import { t, has } from './texts.js';

const marks = { draft: '○', running: '◐', 'needs-review': '!', ready: '✓', signed: '✓', amended: '✎', stale: '↻', done: '✓', warning: '!', error: '✗', outdated: '↻', todo: '○', skipped: '–', review: '!', failed: '✗', cancelled: '–', queued: '○' };
export const mark = (state) => marks[state] ?? '○';

/// A state by shape, word and colour.
export const chip = (state) => h('span', { class: `chip state-${state}` }, h('span', { 'aria-hidden': 'true' }, mark(state)), ' ', has(`state.${state}`) ? t(`state.${state}`) : state);

export const card = (title, ...content) => h('section', { class: 'card' }, title ? h('h2', null, title) : null, content);

/// A table that scrolls by itself on a narrow screen. `columns`: [[title, row => cell, numeric?]]
export function table(caption, columns, rows, { empty = t('nothing'), id } = {}) {
  if (!rows.length) return h('p', { class: 'none' }, empty);
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, h('table', { id }, h('caption', { class: 'unseen' }, caption),
    h('thead', null, h('tr', null, columns.map(([title, , numeric]) => (title ? h('th', { scope: 'col', class: numeric ? 'right' : null }, title) : h('td'))))),
    h('tbody', null, rows.map((row) => h('tr', { class: row.rowClass }, columns.map(([, cell, numeric], i) => cellOf(cell(row), i === 0, numeric)))))));
}

// A heading without words is none: a screen reader would announce nothing.
const cellOf = (content, isFirst, numeric) => (isFirst && content !== '' ? h('th', { scope: 'row' }, content) : h('td', { class: numeric ? 'right' : null }, content));
