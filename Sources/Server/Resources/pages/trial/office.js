// The trial office: emergency unblinding, end of enrolment, opening of the lists by two accounts.

import { h, fill, field } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { post } from '../../lib/api.js';
import { card } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';

export function office(trial, place, renew) {
  const message = h('div', { role: 'status', id: 'office-message' });
  const act = (name, fields, send) => {
    const reason = h('input', { type: 'text', required: true, name: `${name}-reason` });
    const go = async (event) => { event.preventDefault(); try { const text = await send(reason.value.trim()); await renew(); fill(document.getElementById('office-message'), h('p', { class: 'good' }, `✓ ${text}`)); } catch (error) { fill(message, faultBox(error)); } };
    return h('details', null, h('summary', null, t(`office.${name}`)), h('form', { on: { submit: go } }, h('p', { class: 'fine' }, t(`office.${name}Help`)), fields, field(t('curves.reason'), reason), h('p', { class: 'actions' }, h('button', { type: 'submit' }, t(`office.${name}`)))));
  };
  const subject = h('input', { type: 'text', required: true, autocomplete: 'off' });
  return card(t('office.title'), message,
    trial.held ? act('unblind', field(t('trial.subject'), subject), async (reason) => { const got = await post(`${place}/unblind`, { reason }, { query: { subject: subject.value.trim() } }); return t('office.unblinded', { subject: subject.value.trim(), arm: got.arm ?? got.result?.arm ?? '' }); }) : h('p', { class: 'none' }, t('trial.notHeld')),
    trial.closed ? null : act('close', null, async (reason) => { await post(`${place}/close`, { reason }); return t('office.closed'); }),
    trial.held && trial.closed && !trial.opened ? act('open', null, async (reason) => { const got = await post(`${place}/open`, { reason }); return got.pending ? t('office.pending') : t('office.opened'); }) : null);
}
