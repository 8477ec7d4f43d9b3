// All queries of the registry, with what waits for whom.

import { h, fill } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get } from '../lib/api.js';
import { on } from '../lib/events.js';
import { queryCard } from './patient/queries.js';

export async function show({ main, session }) {
  const body = h('div'), draw = async () => fill(body, queryCard({ queries: await get('/api/registry/queries'), session, renew: draw, title: t('queries.all') }));
  fill(main, h('h1', null, t('queries.title')), h('p', { class: 'lead' }, t('queries.lead')), body);
  await draw();
  return on('query', () => { if (!body.contains(document.activeElement)) draw().catch(() => {}); });
}
