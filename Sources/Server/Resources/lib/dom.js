// Elements by construction: what comes from a file or a person enters as a text node and can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

export const h = (tag, props, ...children) => build(document.createElement(tag), props, children);
export const s = (tag, props, ...children) => build(document.createElementNS(SVG, tag), props, children);

function build(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  append(node, children);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'on') for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
  else if (name === 'css') for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (name === 'data') for (const [key, text] of Object.entries(value)) node.dataset[key] = text;
  else if (name === 'value') node.value = value;
  else node.setAttribute(name, value === true ? '' : value);
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

let serial = 0;
export const uniqueId = (stem) => `${stem}-${++serial}`;

/// A labelled control: label, control, help and fault belong together for the eye and for a screen reader.
export function field(label, control, { help, unit, open, note } = {}) {
  const id = control.id || (control.id = uniqueId('field'));
  const notes = help || note ? h('span', { class: 'help', id: `${id}-help` }, note ? h('em', null, note, ' ') : null, help) : null;
  if (notes) control.setAttribute('aria-describedby', notes.id);
  const mark = open ? h('span', { class: 'open-mark' }, open) : null;
  const row = h('span', { class: 'with-unit' }, control, unit ? h('span', { class: 'unit' }, unit) : null);
  return h('div', { class: `field${open ? ' is-open' : ''}` }, h('label', { for: id }, label, mark), row, notes);
}

export function select(options, value, change, props = {}) {
  const items = options.map((option) => {
    const [key, text] = Array.isArray(option) ? option : [option, option];
    return h('option', { value: key, selected: String(key) === String(value) }, text);
  });
  return h('select', { ...props, on: { change: (event) => change?.(event.target.value) } }, items);
}

export const button = (text, act, props = {}) => h('button', { type: 'button', ...props, on: { click: act } }, text);

export function debounce(milliseconds, act) {
  let timer;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => act(...args), milliseconds); };
}

export function announce(text) {
  const live = document.getElementById('live');
  if (live) live.textContent = text;
}

export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
