// Log-in as a dialogue over the page, so that an ended session costs nothing that was typed or drawn.

import { h, fill, field } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { get, post } from '../lib/api.js';
import { faultBox } from '../lib/fault.js';

export function askLogin(again) {
  return new Promise((done) => {
    const dialog = h('dialog', { class: 'login', id: 'login', 'aria-labelledby': 'login-title' });
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    fill(dialog, form(again, dialog, done));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function form(again, dialog, done) {
  const account = h('input', { type: 'text', autocomplete: 'username', required: true, value: document.body.dataset.account ?? '' });
  const password = h('input', { type: 'password', autocomplete: 'current-password', required: true });
  const message = h('div');
  const send = async (event) => {
    event.preventDefault();
    try {
      await post('/api/login', { account: account.value, password: password.value });
      const session = await get('/api/session');
      dialog.close();
      dialog.remove();
      done(session);
    } catch (error) { fill(message, faultBox(error)); password.value = ''; password.focus(); }
  };
  return h('form', { on: { submit: send } }, h('h2', { id: 'login-title' }, again ? t('login.again') : t('login.title')), h('p', null, again ? t('login.kept') : t('research')),
    field(t('login.account'), account), field(t('login.password'), password), message, h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, t('login.enter'))),
    h('p', { class: 'fine' }, t('login.alone')));
}
