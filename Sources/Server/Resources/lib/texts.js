// All words of the pages stand in one file; a translation is another file of the same keys.

let texts = {};

export async function loadTexts(language = 'en') {
  const answer = await fetch(`/assets/texts.${language}.json`);
  texts = await answer.json();
}

/// The text of a key with {name} replaced; a key without text shows itself and is counted for the tests.
export function t(key, values = {}) {
  const text = texts[key];
  if (text === undefined) { missing.add(key); return key; }
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/// A sentence of the server in the language of the page: by its pattern, or as the server words it.
export function worded(one, text) {
  const found = texts.faults?.[one?.pattern];
  return found === undefined ? text : found.replace(/\{(\d+)\}/g, (_, n) => one.values[n] ?? '');
}

export const missing = new Set();
export const has = (key) => key in texts;
