// Visits whose window has passed, the longest overdue first.

import { h, fill } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get } from '../lib/api.js';
import { card, table } from '../lib/parts.js';
import { visitForm, visitMark } from './patient.js';

export async function show({ main, session }) {
  const body = h('div'), message = h('div', { role: 'status' });
  const draw = async () => {
    const [late, rows] = await Promise.all([get('/api/registry/overdue'), get('/api/registry/rows/visits')]), byId = new Map(rows.map((v) => [v.id, v]));
    const list = (late.result ?? late).map((one) => ({ ...byId.get(one.visit), days: Number(one.days) }));
    fill(body, card(null, table(t('visits.title'), [[t('case.pseudonym'), (v) => h('a', { href: `#/patient/${encodeURIComponent(v.patient)}` }, v.patient)], [t('column.name'), (v) => v.name], [t('column.due'), (v) => v.due], [t('case.state'), (v) => visitMark('overdue', v.days)], ...(session.may.includes('enterRows') ? [[t('column.done'), (v) => visitForm(v, message, draw)]] : [])], list, { id: 'overdue', empty: t('visits.none') })));
  };
  fill(main, h('h1', null, t('visits.title')), message, body);
  await draw();
}
