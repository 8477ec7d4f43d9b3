// Keys by action: the defaults are those that OHIF's users know; each can be given another key, which this browser keeps.

import { h, button, fill } from './dom.js';
import { t } from './texts.js';

export const defaults = {
  help: '?', 'slice.next': 'ArrowDown', 'slice.previous': 'ArrowUp', 'slice.next10': 'PageDown', 'slice.previous10': 'PageUp',
  'window.1': '1', 'window.2': '2', 'window.3': '3', 'window.4': '4', 'window.5': '5', 'window.6': '6',
  'zoom.in': '+', 'zoom.out': '-', 'zoom.fit': '=', reset: ' ', cancel: 'Escape', invert: 'i', crosshair: 'c', fusion: 'f',
  'mip.left': 'ArrowLeft', 'mip.right': 'ArrowRight', undo: 'ctrl+z', redo: 'ctrl+y', 'stage.next': '.', 'stage.previous': ',',
  brush: 'b', eraser: 'e', smaller: '[', larger: ']', labels: 'g', isodose: 'o', measure: 'm', save: 'ctrl+s',
};

const STORE = 'hepatica.keys';
const stored = () => JSON.parse(localStorage.getItem(STORE) ?? '{}');
export const bindings = () => ({ ...defaults, ...stored() });

const actions = new Map();
/// Gives an action its meaning on this page; the answer takes it away again.
export function bind(table) {
  for (const [action, act] of Object.entries(table)) actions.set(action, act);
  return () => { for (const [action, act] of Object.entries(table)) if (actions.get(action) === act) actions.delete(action); };
}

export function name(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + (key === '?' ? '?' : key);
}

const typing = (target) => target.closest?.('input:not([type=checkbox], [type=radio], [type=range]), select, textarea, dialog');
// Space and arrows belong to the control that has the focus, except to the images.
const owned = (event) => [' ', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown'].includes(event.key)
  && !event.target.closest?.('.viewport');

export function listen() {
  document.addEventListener('keydown', (event) => {
    if (typing(event.target) || owned(event) || event.altKey) return;
    const pressed = name(event);
    const action = Object.entries(bindings()).find(([which, key]) => key === pressed && actions.has(which))?.[0];
    if (!action) return;
    event.preventDefault();
    actions.get(action)(event);
  });
}

const shown = (key) => ({ ' ': t('keys.space'), ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' })[key] ?? key;

/// The list of keys; a key is given anew by pressing its button and then the key.
export function helpDialog() {
  const dialog = h('dialog', { class: 'keys', 'aria-labelledby': 'keys-title' });
  const draw = () => fill(dialog, h('h2', { id: 'keys-title' }, t('keys.title')), h('p', null, t('keys.change')),
    h('div', { class: 'key-list', tabindex: 0, role: 'group', 'aria-label': t('keys.title') }, Object.entries(bindings()).map(([action, key]) => row(action, key, draw))),
    h('p', { class: 'actions' }, button(t('keys.reset'), () => { localStorage.removeItem(STORE); draw(); }),
      button(t('close'), () => dialog.close(), { class: 'primary' })));
  draw();
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function row(action, key, redraw) {
  const set = button(shown(key), (event) => take(event.currentTarget, action, redraw), { class: 'key', 'aria-label': t('keys.set', { action: t(`key.${action}`), key: shown(key) }) });
  return h('div', { class: 'key-row' }, h('span', null, t(`key.${action}`)), set);
}

function take(node, action, redraw) {
  fill(node, t('keys.press'));
  node.addEventListener('keydown', (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== 'Escape') localStorage.setItem(STORE, JSON.stringify({ ...stored(), [action]: name(event) }));
    redraw();
  }, { once: true });
}
