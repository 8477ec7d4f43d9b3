// A figure: plot, caption, and its numbers and drawing to take away.

import { h, button, download } from '../lib/dom.js';
import { t } from '../lib/texts.js';

export function figure(svg, { title, caption, csv, name = 'figure' } = {}) {
  const save = h('span', { class: 'export' },
    button('SVG', () => download(`${name}.svg`, 'image/svg+xml', new XMLSerializer().serializeToString(svg)), { class: 'tiny', 'aria-label': t('figure.svg', { title: title ?? name }) }),
    csv ? button('CSV', () => download(`${name}.csv`, 'text/csv', toCSV(csv())), { class: 'tiny', 'aria-label': t('figure.csv', { title: title ?? name }) }) : null);
  return h('figure', { class: 'figure' }, h('div', { class: 'figure-head' }, title ? h('h3', null, title) : h('span'), save), svg, caption ? h('figcaption', null, caption) : null);
}

// A cell that a spreadsheet would take for a formula starts with a quote mark.
const cell = (value) => {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+@\t-]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const toCSV = (rows) => rows.map((row) => row.map(cell).join(',')).join('\n') + '\n';
