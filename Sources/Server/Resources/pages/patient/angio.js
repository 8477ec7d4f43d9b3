// The record of one intra-arterial cycle on a tablet in the angiography room: large controls in the order of the procedure,
// a clock for the infusion; at the end one administration and one procedure, as the forms of the registry would store them.

import { h, fill, field, select, button } from '../../lib/dom.js';
import { t } from '../../lib/texts.js';
import { get, post } from '../../lib/api.js';
import { plain } from '../../lib/format.js';
import { card } from '../../lib/parts.js';
import { label, help, control, valuesOf, refuse } from './entry.js';

const groups = [
  ['angio.vial', 'administrations', ['product', 'nuclide', 'batch', 'prescribed_gbq']], ['angio.vial', 'procedures', ['vial', 'calibrated', 'drawn_gbq']],
  ['angio.catheter', 'administrations', ['route']], ['angio.catheter', 'procedures', ['access', 'artery', 'territory', 'variants', 'collaterals', 'coils', 'cone_beam_ct', 'supplied_lesions', 'agreed_by', 'heparin_iu']],
  ['angio.protection', 'procedures', ['premedication', 'amino_acids_started', 'amino_acids_g', 'lysine_g', 'arginine_g', 'amino_acids_ml', 'amino_acids_h']],
  ['angio.infusion', 'administrations', ['started']], ['angio.infusion', 'procedures', ['infusion_min']],
  ['angio.after', 'procedures', ['residual_gbq', 'complications', 'operators']], ['angio.after', 'administrations', ['activity_gbq']],
];

/// Now, as this tablet's clock has it, with its offset from UTC.
export function stamp(date = new Date()) {
  const two = (n) => String(n).padStart(2, '0'), offset = -date.getTimezoneOffset(), size = Math.abs(offset);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export async function angio({ main, id }) {
  const [catalogue, patient] = await Promise.all([get('/api/registry/catalogue'), get(`/api/registry/patients/${encodeURIComponent(id)}`)]);
  const tables = catalogue.tables ?? catalogue, rows = patient.tables ?? {}, courses = (rows.courses ?? []).filter((c) => ['IA PRRT', 'TARE'].includes(c.kind));
  if (!courses.length) { fill(main, h('h1', null, t('angio.title')), h('p', { class: 'none' }, t('angio.noCourse')), h('p', null, h('a', { class: 'button', href: `#/patient/${encodeURIComponent(id)}/entry/courses` }, t('angio.newCourse')))); return undefined; }
  const record = new Cycle(id, tables, rows, courses);
  fill(main, h('h1', null, t('angio.title')), h('p', { class: 'lead' }, t('angio.lead')), record.node);
  return () => record.close();
}

class Cycle {
  constructor(id, tables, rows, courses) {
    const table = (name) => tables.find((one) => one.name === name);
    Object.assign(this, { id, rows, courses, course: courses.at(-1).id, message: h('div', { role: 'status', id: 'angio-message' }), clock: h('output', { class: 'big', id: 'infusion-clock' }), net: h('p', { class: 'fine', id: 'net' }) });
    this.tables = { administrations: table('administrations'), procedures: table('procedures') };
    this.controls = Object.fromEntries(Object.entries(this.tables).map(([name, one]) => [name, new Map(one.columns.map((c) => [c.name, control({ ...c, values: c.values ?? [] }, id)]))]));
    this.cycle = h('input', { type: 'number', min: 1, max: 20, id: 'cycle', inputmode: 'numeric' });
    this.prefill();
    this.node = h('form', { class: 'angio', novalidate: true, on: { submit: (event) => { event.preventDefault(); this.store(); }, input: () => this.weigh() } }, this.message, this.head(), this.cards(), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary', id: 'store-cycle' }, t('angio.store'))));
    this.weigh();
  }

  of(table, name) { return this.controls[table].get(name); }

  /// Product and activity are those of the cycle before until somebody enters others; the artery is chosen each time.
  prefill() {
    const before = (this.rows.administrations ?? []).filter((a) => a.course === this.course).sort((a, b) => a.cycle - b.cycle).at(-1), course = this.courses.find((c) => c.id === this.course);
    this.cycle.value = (before?.cycle ?? 0) + 1;
    for (const name of ['product', 'nuclide', 'prescribed_gbq']) this.of('administrations', name).value = before?.[name] ?? course?.[name] ?? '';
  }

  head() {
    const pick = select(this.courses.map((c) => [c.id, `${c.kind} ${c.product ?? ''} ${c.started}`]), this.course, (id) => { this.course = id; this.prefill(); }, { id: 'course' });
    return card(null, h('div', { class: 'fields' }, field(t('angio.course'), pick), field(t('case.cycle'), this.cycle)));
  }

  cards() {
    const titles = [...new Set(groups.map(([title]) => title))];
    return titles.map((title) => card(t(title), title === 'angio.infusion' ? this.timer() : null, h('div', { class: 'fields' }, groups.filter(([one]) => one === title).flatMap(([, table, names]) => names.map((name) => this.line(table, name)))), title === 'angio.after' ? this.net : null));
  }

  line(table, name) {
    const column = this.tables[table].columns.find((c) => c.name === name);
    return field(label({ ...column, required: column.required || name === 'activity_gbq' }), this.of(table, name), { unit: column.unit || null, help: help(column) });
  }

  timer() {
    const begin = button(t('angio.begin'), () => { this.began = Date.now(); this.of('administrations', 'started').value = stamp(); this.tick(); clearInterval(this.ticking); this.ticking = setInterval(() => this.tick(), 1000); }, { class: 'primary', id: 'begin' });
    const end = button(t('angio.end'), () => { clearInterval(this.ticking); if (this.began) this.of('procedures', 'infusion_min').value = ((Date.now() - this.began) / 60e3).toFixed(1); }, { id: 'end' });
    return h('p', { class: 'actions timer' }, begin, end, this.clock);
  }

  tick() { const s = Math.floor((Date.now() - this.began) / 1000); this.clock.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`; }

  /// A difference of two readings, which is not yet the net activity: both are of their own hour.
  weigh() {
    const number = (name) => Number(this.of('procedures', name).value.replace(',', '.') || NaN), rest = number('drawn_gbq') - number('residual_gbq');
    this.net.textContent = Number.isFinite(rest) ? t('angio.net', { gbq: plain(rest) }) : t('angio.noNet');
  }

  async store() {
    for (const map of Object.values(this.controls)) for (const node of map.values()) node.removeAttribute('aria-invalid');
    const shared = { patient: this.id }, [given, done] = ['administrations', 'procedures'].map((name) => valuesOf(this.tables[name], this.controls[name]));
    try {
      // What is stored is not stored twice when the second is refused and sent again.
      this.stored ??= (await post('/api/registry/rows/administrations', { values: { ...given, ...shared, course: this.course, cycle: Number(this.cycle.value) }, why: t('angio.why') }))?.id;
    } catch (error) { return this.refused(error, 'administrations'); }
    try {
      await post('/api/registry/rows/procedures', { values: { ...done, ...shared, administration: this.stored }, why: t('angio.why') });
      this.close();
      return fill(this.node, h('p', { class: 'good', id: 'cycle-stored' }, `✓ ${t('angio.stored', { n: this.cycle.value })} `, h('a', { href: `#/patient/${encodeURIComponent(this.id)}` }, t('entry.back'))));
    } catch (error) { return this.refused(error, 'procedures', t('angio.half')); }
  }

  refused(error, table, more) {
    refuse(error, this.controls[table], this.message);
    if (more) this.message.append(h('p', { class: 'warn' }, `! ${more}`));
    this.message.scrollIntoView({ block: 'nearest' });
  }

  close() { clearInterval(this.ticking); }
}
