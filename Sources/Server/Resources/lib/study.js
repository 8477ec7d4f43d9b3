// Sections of a study as the command line prints them: facts, tables, figures and notes, each from the same words.

import { h } from './dom.js';
import { t } from './texts.js';
import { table } from './parts.js';

const marks = { information: 'i', attention: '!', critical: '✗' };
const tone = { information: 'fine', attention: 'warn', critical: 'bad' };

/// Each section as a card; `skip` names sections that the page shows in another way, `folded` those that few look at.
export function studySections(sections, { skip = [], folded = [] } = {}) {
  return sections.filter((one) => !skip.includes(one.id)).map((one) => section(one, folded.includes(one.id)));
}

const section = (one, isFolded) => (isFolded ? fold(one) : h('section', { class: 'card study', data: { section: one.id } }, h('h2', null, one.title), one.pieces.map(piece)));
const fold = (one) => h('details', { class: 'card study', data: { section: one.id } }, h('summary', null, one.title), one.pieces.map(piece));

const kinds = {
  heading: (one) => h('h3', null, one.text),
  paragraph: (one) => h('p', null, one.text),
  empty: (one) => h('p', { class: 'none' }, one.text),
  list: (one) => h('ul', { class: 'fine' }, one.items.map((item) => h('li', null, item))),
  note: (one) => h('p', { class: tone[one.severity] ?? 'fine' }, h('b', null, marks[one.severity] ?? '·', ' '), one.subject ? `${one.subject}: ` : '', one.text),
  facts: (one) => h('dl', { class: 'facts' }, one.facts.map(([name, value]) => [h('dt', null, name), h('dd', null, short(value))])),
  table: (one) => [h('p', { class: 'table-title' }, one.caption), table(one.caption, one.columns.map((column, i) => [column.title, (row) => cell(row[i]), column.number]), one.rows), one.notes.length ? h('p', { class: 'fine' }, one.notes.join(' ')) : null],
  figures: (one) => h('figure', { class: 'figure study-figures' }, one.figures.map(picture), one.caption ? h('figcaption', null, one.caption) : null),
};

const piece = (one) => kinds[one.kind]?.(one) ?? null;
// A day or a number with its unit does not break in the middle.
const short = (text) => (text && text.length <= 12 ? h('span', { class: 'whole' }, text) : text);
const cell = (one) => (one?.severity ? h('span', { class: tone[one.severity] }, `${marks[one.severity]} ${one.text}`) : short(one?.text ?? ''));

/// A drawing of the server as a picture: whatever stands in it, nothing of it can run.
function picture(one) {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(one.svg)}`;
  return h('span', { class: 'study-figure', css: { 'max-width': `${Math.round(one.width * 1.3)}px` } }, h('img', { src: source, alt: `${one.title}. ${one.text}`, width: Math.round(one.width), height: Math.round(one.height) }),
    h('a', { class: 'button tiny', href: source, download: `${one.title.replace(/[^\w-]+/g, '-').toLowerCase()}.svg`, 'aria-label': t('figure.svg', { title: one.title }) }, 'SVG'));
}
