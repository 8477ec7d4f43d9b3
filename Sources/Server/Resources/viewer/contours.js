// Contours under the hand: brush, eraser, threshold and growing by the server, versions, and what an edit does to the dose.

import { h, fill, field, select, button, announce } from '../lib/dom.js';
import { t } from '../lib/texts.js';
import { call, casePath, get } from '../lib/api.js';
import { on } from '../lib/events.js';
import { bind } from '../lib/keys.js';
import { latest } from '../lib/latest.js';
import { plain, quantity, minute } from '../lib/format.js';
import { Structures } from './structures.js';
import { parse, unpack } from './nifti.js';
import { Measure, length } from './measure.js';
import { faultBox } from '../lib/fault.js';
import { dvhPlot } from '../charts/dvh.js';

/// A bound of values; an empty one is none.
export const bound = (input) => (input.value === '' ? undefined : Number(input.value));

/// Drawings that were left without saving, by case and grid: they are there again when one comes back.
const kept = new Map();

export class Contours {
  /// `base`: where its routes are; those of a case without it.
  constructor(viewer, id, base = casePath(id)) {
    Object.assign(this, { viewer, id, base, scene: viewer.scene, version: 0, tool: 'cursor', added: {}, key: `${id} ${viewer.ids.labels}` });
    const info = viewer.info(viewer.ids.labels);
    this.structures = viewer.structures = new Structures(viewer.volume('labels'), info.regions ?? [{ label: 1, name: t('contours.region') }]);
    this.node = h('section', { class: 'panel-group contours', 'aria-labelledby': 'contours-title' });
    this.result = h('div', { class: 'preview', 'aria-live': 'polite', id: 'preview' });
    this.message = h('div', { role: 'status', id: 'contour-message' });
    this.measure = new Measure(this.scene, () => this.draw());
    this.later = latest(() => this.preview());
    this.release = [bind(this.keys()), on('structures', (event) => this.told(event))];
    this.scene.painters.add((context, port, plane) => this.circle(context, port, plane));
    this.endHover = this.scene.on('hover', (mm, port, place) => { this.pointer = { port, place }; if (this.isBrush) this.scene.redraw(); });
    this.guard = (event) => { if (this.structures.isChanged) event.preventDefault(); };
    addEventListener('beforeunload', this.guard);
    this.versions().then(() => { this.version = this.latest; this.restore(); this.draw(); });
    this.draw();
  }

  get isBrush() { return this.tool === 'brush' || this.tool === 'eraser'; }

  /// Where one draws: the grid of the dose, or the finer one of the CT.
  grids() {
    const all = this.viewer.infos.filter((i) => i.kind === 'labels');
    return all.length < 2 ? null : field(t('contours.grid'), select(all.map((i, n) => [i.id, n ? t('contours.fine') : t('contours.coarse')]), this.viewer.ids.labels, (id) => this.scene.emit('grid', id)));
  }

  /// The list alone: on which version this drawing is based changes only when one is opened or saved here.
  async versions() { this.list = await get(`${this.base}/structures`).catch(() => []); }
  get latest() { return Math.max(0, ...this.list.map((v) => v.version)); }

  keys() {
    return { brush: () => this.take('brush'), eraser: () => this.take('eraser'), measure: () => this.take('measure'), cancel: () => this.take('cursor'), undo: () => this.swap('undo'), redo: () => this.swap('redo'),
      smaller: () => this.resize(-2), larger: () => this.resize(2), save: () => this.save() };
  }

  take(tool) {
    this.tool = tool;
    this.structures.isEditing = this.isBrush;
    this.scene.tool = tool === 'measure' ? this.measure : this.isBrush ? this : undefined;
    this.draw();
    this.scene.redraw();
  }

  resize(by) { this.structures.radius = Math.max(2, Math.min(60, this.structures.radius + by)); this.draw(); this.scene.redraw(); }
  swap(way) { if (this.structures[way]()) { this.scene.redraw(); this.later(); this.draw(); } }

  // A stroke of the pointer, as the scene's tool.
  down(port, place) { this.structures.begin(); this.move(port, place); return true; }
  move(port, [x, y]) { this.structures.paint(port.toPlace(x, y), port.plane.axis, this.tool === 'eraser' ? 0 : this.structures.active); this.pointer = { port, place: [x, y] }; this.scene.redraw(); }
  up() { if (this.structures.end()) { this.later(); this.draw(); } }

  circle(context, port, plane) {
    if (!this.isBrush || this.pointer?.port !== port) return;
    context.strokeStyle = this.tool === 'eraser' ? '#ff8a7a' : '#fff';
    context.beginPath();
    context.arc(...this.pointer.place, this.structures.radius / plane.pitch, 0, 7);
    context.stroke();
  }

  /// Mass, dose and DVH of the regions as they are drawn now, from the dose that is there.
  async preview() {
    const began = performance.now(), { structures } = this, only = [...new Set([...structures.dirty, structures.active])].filter((label) => label > 0);
    structures.dirty.clear();
    try {
      const rows = await call('POST', `${this.base}/preview`, { body: structures.file(only), query: { names: JSON.stringify(Object.fromEntries(structures.regions.map((r) => [r.label, r.name]))), only: only.join(',') } });
      // Regions that no stroke touched since keep what they had.
      this.rows = [...(this.rows ?? []).filter((row) => !only.includes(row.label)), ...rows];
      fill(this.result, this.table(this.rows));
      this.result.dataset.milliseconds = Math.round(performance.now() - began);
      this.result.dataset.count = Number(this.result.dataset.count ?? 0) + 1;
    } catch (error) { only.forEach((label) => structures.dirty.add(label)); fill(this.result, faultBox(error)); }
  }

  table(rows) {
    const one = rows.find((row) => row.label === this.structures.active);
    if (!one?.volume_mL) return t('contours.empty');
    return [h('table', { class: 'small' }, h('caption', null, t('contours.now', { name: this.name(one.label) })),
      h('tbody', null, [['contours.volume', `${plain(one.volume_mL)} mL`], ['contours.mass', `${plain(one.mass_g)} g`], ['contours.mean', quantity({ value: one.mean_Gy, u: one.u_Gy }, 'Gy')], ['D98', `${plain(one.D98)} Gy`], ['D2', `${plain(one.D2)} Gy`]]
        .map(([name, value]) => h('tr', null, h('th', { scope: 'row' }, name.startsWith('D') ? name : t(name)), h('td', null, value))))),
    one.dvh ? dvhPlot([{ name: this.name(one.label), gray: one.dvh.gray, fraction: one.dvh.fraction }], { width: 300, height: 180 }) : null];
  }

  name(label) { return this.structures.regions.find((r) => r.label === label)?.name ?? `${t('viewer.label')} ${label}`; }

  /// A mask that the server makes becomes part of the active region; what other regions have stays theirs.
  async mask(path, request) {
    await this.attempt(async () => {
      const answer = await call('POST', `${this.base}/contours/${path}`, { json: { ...request, grid: this.viewer.ids.labels } });
      const mask = parse(await unpack(new Uint8Array(answer))).data, { active, volume } = this.structures, free = new Set([0, active, ...this.within()]);
      this.structures.replace(volume.data.map((v, i) => (mask[i] && free.has(v) ? active : v === active && !mask[i] ? 0 : v)));
    });
  }

  // A lesion is drawn out of its organ: liver, lobes and body give way, and get back what is taken away.
  within() { return this.structures.regions.filter((r) => ['liver', 'liverLobe', 'body', 'normalLiver'].includes(r.role)).map((r) => r.label); }

  async server(path, parameters) {
    await this.attempt(async () => {
      const answer = await call('POST', `${this.base}/contours/${path}`, { query: { ...parameters, label: this.structures.active }, body: this.structures.file() });
      this.structures.replace(Uint8Array.from(parse(await unpack(new Uint8Array(answer))).data));
    });
  }

  async attempt(act) {
    try {
      await act();
      this.scene.redraw();
      this.later();
      fill(this.message);
    } catch (error) { fill(this.message, faultBox(error)); }
    this.draw();
  }

  async save() {
    if (!this.structures.isChanged) return fill(this.message, h('p', null, t('contours.same')));
    const note = this.note ?? '';
    this.isSaving = true;
    try {
      const { version } = await call('PUT', `${this.base}/structures`, { query: { base: this.version, note, ...(Object.keys(this.added).length ? { regions: JSON.stringify(this.added) } : {}) }, body: this.structures.file() });
      this.version = version;
      this.structures.isChanged = false;
      fill(this.message, h('p', { class: 'good' }, t('contours.saved', { version })));
      announce(t('contours.saved', { version }));
      await this.versions();
    } catch (error) { fill(this.message, error.status === 409 ? this.conflict(error) : faultBox(error)); }
    this.isSaving = false;
    this.draw();
  }

  conflict(error) {
    const { latest, author } = error.body ?? {};
    return h('div', { class: 'fault', role: 'alert' }, h('strong', null, t('contours.conflict', { version: latest ?? '?', author: author ?? t('contours.somebody') })), h('p', null, t('contours.conflictHelp')),
      h('p', { class: 'actions' }, button(t('contours.load'), () => this.open(latest)), button(t('contours.keep'), () => { this.version = latest; fill(this.message); this.draw(); })));
  }

  told({ case: id, version, account }) {
    if (id !== this.id || version <= this.version || this.isSaving) return;
    fill(this.message, h('p', { class: 'warn' }, t('contours.told', { version, author: account ?? t('contours.somebody') }), ' ', button(t('contours.load'), () => this.open(version), { class: 'tiny' })));
    announce(t('contours.told', { version, author: account ?? '' }));
    this.versions();
  }

  async open(version) {
    const bytes = version ? await get(`${this.base}/structures/${version}`) : await get(this.viewer.info(this.viewer.ids.labels).url);
    this.structures.replace(Uint8Array.from(parse(await unpack(new Uint8Array(bytes))).data));
    this.version = version;
    this.structures.isChanged = false;
    fill(this.message, h('p', null, t('contours.loaded', { version })));
    this.scene.redraw();
    this.later();
    this.draw();
  }

  draw() { fill(this.node, h('h2', { id: 'contours-title' }, t('contours.title')), this.tools(), this.message, this.result, this.history()); }

  tools() {
    const { structures } = this, tool = (name, key) => button(`${t(`contours.${name}`)} ${key}`, () => this.take(name), { class: 'tiny', 'aria-pressed': String(this.tool === name), data: { tool: name } });
    return [h('div', { class: 'chips', role: 'group', 'aria-label': t('contours.tools') }, tool('cursor', ''), tool('brush', 'B'), tool('eraser', 'E'), tool('measure', 'M'),
      button(`↶ ${t('contours.undo')}`, () => this.swap('undo'), { class: 'tiny', disabled: !structures.done.length, id: 'undo' }), button(`↷ ${t('contours.redo')}`, () => this.swap('redo'), { class: 'tiny', disabled: !structures.undone.length })),
    this.grids(), field(t('contours.region'), select(structures.regions.map((r) => [r.label, r.name]), structures.active, (v) => { structures.active = Number(v); this.chosen(); }, { id: 'region' })),
    field(t('contours.radius'), h('input', { type: 'range', min: 2, max: 60, step: 1, value: structures.radius, on: { input: (event) => { structures.radius = Number(event.target.value); this.scene.redraw(); } } }), { unit: `${structures.radius} mm` }),
    this.tool === 'measure' ? this.lines() : null, this.fresh(), this.taking(), this.operations(), this.saving()];
  }

  chosen() {
    this.scene.redraw();
    if (this.rows?.some((row) => row.label === this.structures.active)) fill(this.result, this.table(this.rows));
    else if (this.rows) this.later();
  }

  lines() {
    const best = [...this.measure.lines].sort((a, b) => length(b) - length(a));
    return h('div', { class: 'measures' }, h('p', { class: 'fine' }, t('contours.measureHelp')), best.length ? h('ul', { class: 'fine' }, best.map((line, i) => h('li', null, `${i === 0 ? t('contours.long') : i === 1 ? t('contours.short') : ''} ${plain(length(line))} mm (${t(`plane.${line.plane}`)})`))) : null,
      button(t('contours.clear'), () => this.measure.clear(), { class: 'tiny' }), best.some((line) => line.plane !== 'sagittal') ? button(t('contours.lobes'), () => this.lobes(), { class: 'tiny', id: 'lobes' }) : null);
  }

  /// The last line parts the liver into lobes: a version of its own, made by the server.
  async lobes() {
    if (this.structures.isChanged) return fill(this.message, h('p', { class: 'warn' }, t('contours.saveFirst')));
    const line = this.measure.lines.findLast((one) => one.plane !== 'sagittal');
    this.isSaving = true;
    await this.attempt(async () => {
      const { version } = await call('POST', `${this.base}/structures/lobes`, { json: { plane: line.plane, from: [...line.a], to: [...line.b], base: this.version } });
      this.version = version;
      await this.versions();
      this.parted = version;
    });
    this.isSaving = false;
    if (this.parted === this.version) fill(this.message, h('p', { class: 'good', id: 'parted' }, `✓ ${t('contours.parted', { version: this.version })}`));
  }

  operations() {
    const value = h('input', { type: 'number', step: 'any', value: 41, id: 'threshold-value' });
    const mode = select([['percent', t('contours.percent')], ['absolute', t('contours.absolute')], ['liver-multiple', t('contours.liver')]], 'percent', null, { id: 'threshold-mode' });
    const [low, high] = [h('input', { type: 'number', step: 'any', value: 0 }), h('input', { type: 'number', step: 'any', placeholder: '∞' })], margin = h('input', { type: 'number', step: 'any', value: 5 });
    const volume = () => this.viewer.ids.overlay;
    return h('details', null, h('summary', null, t('contours.more')),
      h('div', { class: 'pair' }, field(t('contours.mode'), mode), field(t('contours.value'), value)), button(t('contours.threshold'), () => this.mask('threshold', { volume: volume(), mode: mode.value, value: Number(value.value) }), { class: 'tiny', id: 'threshold' }),
      h('div', { class: 'pair' }, field(t('viewer.low'), low), field(t('viewer.high'), high)), button(t('contours.grow'), () => this.mask('grow', { volume: volume(), seed_mm: [...this.scene.cursor], low: bound(low), high: bound(high) }), { class: 'tiny' }),
      h('div', { class: 'pair' }, field(t('contours.margin'), margin, { unit: 'mm' }), button(t('contours.marginDo'), () => this.server('margin', { mm: margin.value }), { class: 'tiny' })),
      button(t('contours.normalLiver'), () => this.mask('normal-liver', { volume: volume() }), { class: 'tiny', id: 'normal-liver' }), button(t('contours.interpolate'), () => this.server('interpolate', {}), { class: 'tiny' }), this.algebra());
  }

  algebra() {
    const others = this.structures.regions.filter((r) => r.label !== this.structures.active), other = select(others.map((r) => [r.label, r.name]), others[0]?.label);
    const act = (op) => button(t(`contours.${op}`), () => this.server('combine', { op, a: this.structures.active, b: other.value }), { class: 'tiny' });
    return others.length ? [field(t('contours.other'), other), h('div', { class: 'chips' }, act('union'), act('subtract'), act('intersect'))] : null;
  }

  /// A region of its own with the next free number; its name and role go to the server with the drawing.
  fresh() {
    const name = h('input', { type: 'text' }), role = select(['tumour', 'liver', 'kidney', 'spleen', 'lung', 'marrow', 'other'].map((r) => [r, t(`role.${r}`)]), 'tumour');
    const add = () => {
      if (!name.value.trim()) return name.focus();
      const label = Math.max(0, ...this.structures.regions.map((r) => r.label)) + 1;
      this.added[label] = { name: name.value.trim(), role: role.value };
      this.structures.regions.push({ label, ...this.added[label] });
      this.structures.active = label;
      this.take('brush');
    };
    return h('details', null, h('summary', null, t('contours.new')), h('div', { class: 'pair' }, field(t('contours.name'), name), field(t('contours.role'), role)), button(t('contours.add'), add, { class: 'tiny' }));
  }

  /// Structures of another program come into this drawing, where they can be looked at, undone, and saved as a version.
  taking() {
    const file = h('input', { type: 'file', class: 'unseen', tabindex: -1, accept: '.dcm,application/dicom', id: 'structure-file', 'aria-label': t('contours.importFile'), on: { change: () => file.files[0] && this.bring(file.files[0]) } });
    return h('div', { class: 'actions' }, button(t('contours.import'), () => file.click(), { class: 'tiny', id: 'import-structures', title: t('contours.importHelp') }), file);
  }

  async bring(file) {
    let told;
    await this.attempt(async () => {
      const answer = await call('POST', `${this.base}/structures/import`, { query: { grid: this.viewer.ids.labels }, body: file, type: 'application/dicom', raw: true });
      told = JSON.parse(decodeURIComponent(answer.headers.get('X-Hepatica-Regions')));
      this.lay(told.regions, parse(await unpack(new Uint8Array(await answer.arrayBuffer()))).data);
    });
    if (told) fill(this.message, h('div', { id: 'imported' }, h('p', { class: 'good' }, `✓ ${t('contours.imported', { n: told.regions.length, names: told.regions.map((r) => r.name).join(', ') })}`), told.leftOut.length ? h('p', { class: 'warn' }, `! ${t('contours.leftOut', { names: told.leftOut.join(', ') })}`) : null, told.notes.map((note) => h('p', { class: 'warn' }, `! ${note}`))));
  }

  /// Each region that came replaces the one of its name; lesions lie on top of organs, organs on nothing but what holds them.
  lay(regions, image) {
    const { structures } = this, came = new Set(regions.map((r) => r.label)), holders = new Set([0, ...this.within()]), firm = (label) => !came.has(label) && !holders.has(label);
    for (const region of regions) if (!structures.regions.some((r) => r.label === region.label)) {
      this.added[region.label] = { name: region.name, role: region.role, ...(region.side ? { side: region.side } : {}) };
      structures.regions.push(region);
    }
    const tumours = new Set(regions.filter((r) => r.role === 'tumour').map((r) => r.label));
    structures.replace(structures.volume.data.map((v, i) => (image[i] && (!firm(v) || tumours.has(image[i])) ? image[i] : came.has(v) ? 0 : v)));
    structures.active = regions[0].label;
  }

  saving() {
    const note = h('input', { type: 'text', value: this.note ?? '', on: { input: (event) => { this.note = event.target.value; } } });
    return h('div', { class: 'saving' }, field(t('contours.note'), note), button(t('contours.save'), () => this.save(), { class: 'primary', id: 'save-structures' }), this.structures.isChanged ? h('span', { class: 'warn' }, `! ${t('contours.unsaved')}`) : null);
  }

  history() {
    if (!this.list?.length) return null;
    return h('details', null, h('summary', null, t('contours.history', { n: this.list.length })), h('ol', { class: 'fine', reversed: true }, [...this.list].reverse().map((v) => h('li', null, `${v.version} · ${v.author ?? ''} · ${minute(v.time)} ${v.note ?? ''} `, button(t('contours.open'), () => this.open(v.version), { class: 'tiny', 'aria-label': t('contours.openVersion', { version: v.version }) })))), this.objects());
  }

  objects() {
    const out = (form) => h('a', { class: 'button tiny', href: `${this.base}/structures.dcm?as=${form}`, download: true }, form === 'seg' ? 'DICOM SEG' : 'RTSTRUCT');
    return h('p', { class: 'fine' }, t('contours.out'), ' ', out('rtstruct'), ' ', out('seg'));
  }

  restore() {
    const before = kept.get(this.key);
    kept.delete(this.key);
    if (before?.data.length !== this.structures.volume.data.length) return;
    this.structures.replace(before.data);
    this.version = before.version;
    fill(this.message, h('p', { class: 'warn' }, t('contours.kept')));
    this.later();
  }

  close() {
    if (this.structures.isChanged) kept.set(this.key, { data: this.structures.volume.data.slice(), version: this.version });
    removeEventListener('beforeunload', this.guard);
    for (const end of this.release) end();
    this.endHover();
  }
}
