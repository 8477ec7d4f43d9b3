// Trials of the registry.

import { h, fill } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { maybe } from '../lib/api.js';
import { card, table } from '../lib/parts.js';

export async function show({ main, session }) {
  const trials = (session.registry === false ? null : await maybe('/api/registry/trials'))?.map((x) => ({ id: x.id ?? x.name, count: x.enrolled ?? x.subjects, ...x }));
  fill(main, h('h1', null, t('trials.title')), card(null, trials ? table(t('trials.title'), [[t('trials.name'), (x) => h('a', { href: `#/trial/${encodeURIComponent(x.id)}` }, x.id)], [t('trials.about'), (x) => x.title ?? ''], [t('trials.locked'), (x) => String(x.locked ?? '–').slice(0, 10)], [t('trials.subjects'), (x) => `${x.count ?? '–'}${x.planned ? ` / ${x.planned}` : ''}`, true], [t('case.state'), (x) => (x.closed ? t('trials.closed') : t('trials.open'))]], trials, { empty: t('trials.none') }) : h('p', { class: 'none' }, t('registry.none'))));
}
