// A plan: radioembolisation with all methods side by side and a slider that moves the gauges, or cycles of PRRT.

import { h, fill, append } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get } from '../lib/api.js';
import { card } from '../lib/parts.js';
import { faultBox } from '../lib/fault.js';
import { tare } from './plan/tare.js';
import { prrt } from './plan/prrt.js';
import { draw } from './plan/draw.js';

export async function show({ main, values, context }) {
  const answer = await get(`/api/plans/${encodeURIComponent(values.id)}`), plan = answer.result ?? answer;
  fill(context, h('b', null, plan.pseudonym ?? values.id), h('span', null, plan.radioembolisation ? 'TARE' : 'PRRT'), h('span', null, t('plan.word')));
  if (values.step === 'draw' && plan.radioembolisation) return draw({ main, id: values.id, plan: plan.radioembolisation });
  fill(main, h('h1', null, t('plan.title', { name: values.id })), review(plan));
  append(main, plan.radioembolisation ? [tare(values.id, plan)] : plan.prrt ? [prrt(plan.prrt)] : [h('p', { class: 'none' }, t('plan.none')), ...(answer.problems ?? []).map(faultBox)]);
  return undefined;
}

const review = (plan) => (plan.review?.length ? card(null, h('div', { class: 'warn', id: 'plan-review' }, h('b', null, `! ${t('plan.review')}`), h('ul', null, plan.review.map((text) => h('li', null, text))))) : null);
