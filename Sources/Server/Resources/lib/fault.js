// One clear error: what, where, why it matters, what to do.

import { h } from './dom.js';
import { t } from './texts.js';

export function faultBox(error) {
  const line = (name, value) => (value ? h('p', null, h('b', null, t(`fault.${name}`), ' '), typeof value === 'object' ? JSON.stringify(value) : value) : null);
  return h('div', { class: 'fault', role: 'alert' }, h('strong', null, '✗ ', error.what ?? error.message), line('where', error.where), line('why', error.why), line('remedy', error.remedy),
    error.others?.length ? h('ul', null, error.others.map((other) => h('li', null, [other.what, other.at].filter(Boolean).join(' – ')))) : null);
}
