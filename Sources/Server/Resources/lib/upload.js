// A folder to the server in parts: each file from where the server already has it, so that a broken upload goes on.

import { call, get, post } from './api.js';

const PART = 8 * 1024 * 1024;

/// All files of a drop, with their paths, folders included.
export async function filesOf(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean), found = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry, path, found) {
  if (entry.isFile) found.push({ path: path + entry.name, file: await new Promise((done, fail) => entry.file(done, fail)) });
  else {
    const reader = entry.createReader();
    for (let batch = await read(reader); batch.length; batch = await read(reader)) for (const child of batch) await walk(child, `${path}${entry.name}/`, found);
  }
}

const read = (reader) => new Promise((done, fail) => reader.readEntries(done, fail));

export const filesOfInput = (input) => [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

export async function upload(id, files, told) {
  const key = `hepatica.upload.${id}`, { upload: name, have } = await resume(key, id);
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let sent = 0;
  for (const { path, file } of files) {
    const known = have.get(path);
    let offset = known?.complete ? file.size : known?.bytes ?? 0;
    do {
      if (known?.complete && known.bytes === file.size) break;
      const body = file.slice(offset, offset + PART);
      await call('PUT', `/api/uploads/${encodeURIComponent(name)}/${path.split('/').map(encodeURIComponent).join('/')}`, { query: { offset, size: file.size }, body });
      offset += body.size;
      told({ path, sent: sent + offset, total });
    } while (offset < file.size);
    sent += file.size;
  }
  const done = await post(`/api/uploads/${encodeURIComponent(name)}/finish`);
  sessionStorage.removeItem(key);
  return done;
}

async function resume(key, id) {
  const before = sessionStorage.getItem(key);
  if (before) {
    const state = await get(`/api/uploads/${encodeURIComponent(before)}`).catch(() => null);
    if (state) return { upload: before, have: new Map(state.files.map((file) => [file.path, file])) };
  }
  const { upload: name } = await post('/api/uploads', { case: id });
  sessionStorage.setItem(key, name);
  return { upload: name, have: new Map() };
}
