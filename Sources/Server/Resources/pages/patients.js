// Patients of the registry, by pseudonym.

import { h, fill, field } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, maybe } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { debounce } from '../lib/dom.js';

export async function show({ main, session }) {
  const registry = session.registry === false ? null : await maybe('/api/registry');
  if (!registry) { fill(main, h('h1', null, t('patients.title')), card(null, h('p', { class: 'none' }, t('registry.none')), h('pre', null, 'hepatica serve WORKSPACE --registry department.sqlite'))); return; }
  const list = h('div'), search = h('input', { type: 'search', id: 'search', on: { input: debounce(150, () => load()) } });
  const load = async () => { const rows = await get('/api/registry/patients', search.value ? { query: { search: search.value } } : {}); fill(list, patients(rows)); };
  fill(main, h('div', { class: 'title-row' }, h('h1', null, t('patients.title')), h('a', { class: 'button', href: '#/patient/new/entry/patients' }, t('patients.new'))), card(null, field(t('start.search'), search), list));
  await load();
}

const patients = (rows) => table(t('patients.title'), [[t('case.pseudonym'), (p) => h('a', { href: `#/patient/${encodeURIComponent(p.id)}` }, p.id)], [t('patients.site'), (p) => p.site ?? '–'], [t('patients.sex'), (p) => p.sex ?? '–'], [t('patients.born'), (p) => p.birth_year ?? '–'], [t('patients.courses'), (p) => (Array.isArray(p.courses) ? [...new Set(p.courses.map((c) => c.kind ?? c))].join(', ') : p.courses ?? '–')], [t('patients.seen'), (p) => p.last_seen ?? '–']], rows, { id: 'patients', empty: t('patients.empty') });
