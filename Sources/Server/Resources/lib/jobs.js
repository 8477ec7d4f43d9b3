// Running work: one row a job, renewed by the stream and, after a reload, by asking.

import { h, button, fill } from './dom.js';
import { t } from './texts.js';
import { get, call, Fault } from './api.js';
import { on } from './events.js';
import { duration, percent } from './format.js';
import { chip } from './parts.js';
import { faultBox } from './fault.js';

export const isOver = (job) => ['done', 'review', 'failed', 'cancelled', 'interrupted'].includes(job.state);

export function progress(job) {
  const share = isOver(job) ? 1 : Math.max(0, Math.min(1, job.fraction ?? 0));
  const bar = h('progress', { max: 1, value: share, 'aria-label': `${job.operation} ${job.case ?? ''}` });
  return h('div', { class: 'job', data: { job: job.id, state: job.state } }, h('div', { class: 'job-head' }, h('b', null, job.operation, job.case ? ` · ${job.case}` : ''), chip(job.state)), bar,
    h('p', { class: 'fine' }, isOver(job) ? '' : [percent(share), job.activity ? ` · ${job.activity}` : '', job.remaining_s ? ` · ${t('job.left', { time: duration(job.remaining_s) })}` : '']),
    job.error ? faultBox(new Fault(500, typeof job.error === 'string' ? { what: job.error } : job.error)) : null,
    isOver(job) ? null : button(t('job.cancel'), () => call('DELETE', `/api/jobs/${encodeURIComponent(job.id)}`).catch(() => {}), { class: 'tiny' }));
}

/// Keeps `node` showing the jobs that `test` lets through; tells `changed` when one ends.
export async function follow(node, test, changed) {
  const jobs = new Map(), draw = () => fill(node, [...jobs.values()].map(progress));
  const take = (job) => {
    if (!test(job)) return;
    const before = jobs.get(job.id);
    jobs.set(job.id, job);
    draw();
    if (before && !isOver(before) && isOver(job)) changed?.(job);
  };
  const ask = async () => { for (const job of await get('/api/jobs').catch(() => [])) if (!isOver(job) || jobs.has(job.id)) take(job); };
  const ends = [on('job', take), on('open', ask)];
  await ask();
  draw();
  return { take, end: () => ends.forEach((end) => end()) };
}
