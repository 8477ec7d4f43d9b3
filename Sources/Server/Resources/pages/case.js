// A case: the rail of its steps with badges, and the page of one step.

import { h, fill } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, casePath } from '../lib/api.js';
import { on } from '../lib/events.js';
import { stepOf } from '../lib/case.js';
import { chip, mark } from '../lib/parts.js';
import { isBroken } from '../lib/seal.js';

export const steps = ['images', 'facts', 'run', 'viewer', 'registration', 'curves', 'dose', 'sign'];
const pages = { images: () => import('./case/images.js'), facts: () => import('./case/facts.js'), run: () => import('./case/run.js'), viewer: () => import('./case/view.js'),
  registration: () => import('./case/registration.js'), curves: () => import('./case/curves.js'), dose: () => import('./case/dose.js'), sign: () => import('./case/sign.js') };
// The names that the server gives to its steps, beside our own.
const alias = { images: ['images', 'inputs', 'files', 'import', 'intake', 'inspect'], facts: ['facts', 'case file', 'casefile', 'case'], run: ['run', 'report', 'quantify'], viewer: ['viewer', 'contours', 'structures', 'regions'],
  registration: ['registration', 'alignment', 'align'], curves: ['curves', 'fits', 'integrate'], dose: ['summarise', 'dose', 'doses'], sign: ['sign', 'signature'] };

export async function show({ main, rail, context, session, values }) {
  const id = values.id, step = steps.includes(values.step) ? values.step : undefined;
  let one = await get(casePath(id));
  const at = step ?? first(one);
  const head = () => { fill(context, heading(one, id)); railOf(rail, one, id, at); };
  head();
  const renew = async () => { one = await get(casePath(id)); head(); return one; };
  const page = await pages[at]();
  const stop = on('case', (event) => { if (event.id === id) renew().catch(() => {}); });
  const end = await page.show({ main, id, one: () => one, renew, session });
  return () => { stop(); end?.(); };
}

// Whoever opens a case wants its doses where there are any, else the first thing to do.
const first = (one) => (['ready', 'signed', 'amended', 'needs-review', 'stale'].includes(one.state) ? 'dose' : one.state === 'running' ? 'run' : stepOf(one, 'images')?.state === 'done' ? 'facts' : 'images');

const heading = (one, id) => [h('b', null, one.pseudonym || id), h('span', null, one.therapy ?? ''), one.cycle ? h('span', null, `${t('case.cycle')} ${one.cycle}`) : null, chip(one.state ?? 'draft'), isBroken(one) ? h('a', { class: 'chip state-error', href: `#/case/${encodeURIComponent(id)}/sign` }, `✗ ${t('sign.sealBroken')}`) : null];

export const stateOf = (one, name) => alias[name].map((word) => (one.steps ?? []).find((s) => String(s.name).toLowerCase() === word)).find(Boolean);

function railOf(rail, one, id, at) {
  fill(rail, h('a', { class: 'back', href: '#/' }, '‹ ', t('rail.start')), h('ol', { class: 'steps' }, steps.map((name) => {
    const known = stateOf(one, name), state = known?.state ?? 'todo';
    return h('li', null, h('a', { href: `#/case/${encodeURIComponent(id)}/${name}`, 'aria-current': name === at ? 'step' : null, class: `state-${state}`, title: known?.text },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, mark(state)), h('span', null, t(`step.${name}`)), h('span', { class: 'unseen' }, t(`state.${state}`))));
  })));
}
