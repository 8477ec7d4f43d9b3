// Run with live progress; a reload in the middle finds the same job again.

import { h, fill, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { post, casePath } from '../../lib/api.js';
import { card } from '../../lib/parts.js';
import { follow } from '../../lib/jobs.js';
import { faultBox } from '../../lib/fault.js';
import { findings } from './images.js';

export async function show({ main, id, one, renew }) {
  const message = h('div', { role: 'status' }), jobs = h('div', { id: 'jobs' }), done = h('div', { id: 'run-done' }), found = h('div');
  const start = button(t('run.start'), async () => {
    fill(message);
    fill(done);
    try { const { job } = await post(casePath(id, '/run')); work.take({ id: job?.id ?? job, operation: 'run', case: id, state: 'queued', fraction: 0 }); } catch (error) { fill(message, faultBox(error)); }
  }, { class: 'primary', id: 'run' });
  fill(main, h('h1', null, t('step.run')), h('p', { class: 'lead' }, t('run.lead')), card(null, h('p', { class: 'actions' }, start), message, jobs, done), found);
  fill(found, findings(one().findings));
  const work = await follow(jobs, (job) => job.case === id, async (job) => {
    await renew();
    fill(found, findings(one().findings));
    fill(done, ended(id, job));
  });
  return work.end;
}

function ended(id, job) {
  if (job.state === 'failed' || job.state === 'cancelled') return null;
  const link = (step, first) => h('a', { class: first ? 'button primary' : 'button', href: `#/case/${encodeURIComponent(id)}/${step}` }, t(`step.${step}`));
  return [h('p', { class: job.state === 'review' ? 'warn' : 'good' }, job.state === 'review' ? `! ${t('run.review')}` : `✓ ${t('run.done')}`), job.review?.length ? h('ul', null, job.review.map((text) => h('li', null, typeof text === 'string' ? text : text.what ?? text.text))) : null,
    h('p', { class: 'actions' }, link('dose', true), link('viewer'), link('curves'), link('sign'))];
}
