// Signing: what is signed, with which meaning, by whom; the PDF is sealed by its digest; amendments keep the chain.

import { h, fill, field, select, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { post, casePath } from '../../lib/api.js';
import { reportOf } from '../../lib/case.js';
import { minute } from '../../lib/format.js';
import { card, table, chip } from '../../lib/parts.js';
import { faultBox } from '../../lib/fault.js';
import { brokenSeal } from '../../lib/seal.js';

export async function show({ main, id, one, renew, session }) {
  const report = await reportOf(id, one()), body = h('div'), message = h('div', { role: 'status' });
  const draw = () => fill(body, brokenSeal(one()), overview(id, one(), report), signatures(one(), report), report ? form({ id, report, session, message, done: async () => { await renew(); draw(); } }) : null);
  fill(main, h('h1', null, t('step.sign')), message, body);
  draw();
}

function overview(id, one, report) {
  if (!report) return h('p', { class: 'none' }, t('noResults'));
  const line = (name, value) => [h('dt', null, name), h('dd', null, value)];
  return card(t('sign.what'), h('dl', { class: 'facts' }, line(t('case.state'), chip(one.state)), line(t('sign.report'), h('code', null, report.header?.reportUID ?? '')), line(t('sign.program'), `${report.header?.softwareVersion ?? ''} ${String(report.header?.gitHash ?? '').slice(0, 10)}`), line(t('sign.inputs'), h('code', null, String(report.header?.parameterFileHash ?? '').slice(0, 16), '…')), line(t('sign.made'), minute(report.header?.created))),
    report.findings?.length ? h('div', { class: 'warn' }, h('b', null, `! ${t('sign.findings')}`), h('ul', null, report.findings.map((f) => h('li', null, f.subject ? `${f.subject}: ` : '', f.text)))) : null,
    h('p', { class: 'actions' }, h('a', { class: 'button', href: casePath(id, '/report.pdf'), target: '_blank', rel: 'noopener' }, t('sign.read')), signedPdf(id, one)));
}

/// Once somebody signed, the same with the signatures on its pages.
const signedPdf = (id, one) => ((one.signatures ?? []).some((s) => s.holds !== false) ? h('a', { class: 'button', id: 'signed-pdf', href: casePath(id, '/signed.pdf'), target: '_blank', rel: 'noopener' }, t('sign.signedPdf')) : null);

function signatures(one, report) {
  const list = one.signatures ?? (report?.signatures ?? []).filter((s) => s.name);
  return card(t('sign.signatures'), table(t('sign.signatures'), [[t('sign.meaning'), (s) => s.meaning], [t('sign.by'), (s) => s.account ?? s.name], [t('sign.time'), (s) => minute(s.time)], [t('sign.seal'), (s) => h('span', { class: s.holds === false ? 'bad' : null }, s.holds === false ? `✗ ${t('sign.sealBroken')}` : `✓ ${t('sign.sealHolds')}`)], [t('sign.digest'), (s) => h('code', null, String(s.digest ?? '').slice(0, 16))]], list, { empty: t('sign.none'), id: 'signatures' }));
}

function form({ id, report, session, message, done }) {
  const meanings = (report.signatures ?? []).map((s) => s.meaning);
  const meaning = select(meanings.length ? meanings : [t('sign.performed')], meanings[0], null, { id: 'meaning' }), comment = h('input', { type: 'text' });
  const password = session.mode === 'department' ? h('input', { type: 'password', autocomplete: 'current-password', required: true, id: 'sign-password' }) : null;
  const sure = h('input', { type: 'checkbox', required: true, id: 'sure' });
  const sign = async (event) => {
    event.preventDefault();
    try { const { signature } = await post(casePath(id, '/sign'), { meaning: meaning.value, comment: comment.value, ...(password ? { password: password.value } : {}) });
      await done();
      fill(message, h('p', { class: 'good', id: 'signed' }, `✓ ${t('sign.done', { digest: String(signature?.digest ?? '').slice(0, 16) })}`)); } catch (error) { fill(message, faultBox(error)); }
  };
  return card(t('sign.title'), h('form', { id: 'sign', on: { submit: sign } }, field(t('sign.meaning'), meaning), field(t('sign.comment'), comment), password ? field(t('sign.password'), password, { help: t('sign.passwordHelp') }) : null,
    h('label', { class: 'check' }, sure, h('span', null, t('sign.sure'))), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('sign.sign')))), amend(id, message, done));
}

function amend(id, message, done) {
  const reason = h('input', { type: 'text' });
  return h('details', null, h('summary', null, t('sign.amend')), h('p', { class: 'fine' }, t('sign.amendHelp')), field(t('curves.reason'), reason),
    button(t('sign.amend'), async () => { try { await post(casePath(id, '/amend'), { reason: reason.value }); await done(); fill(message, h('p', { class: 'good' }, `✓ ${t('sign.amended')}`)); } catch (error) { fill(message, faultBox(error)); } }));
}
