// Numbers as a physicist reads them: the uncertainty has two significant digits, the value ends at the same place.

const NARROW = '\u202f';
const SPACE = '\u00a0';

export function decimals(size, significant = 3) {
  if (!Number.isFinite(size) || size === 0) return 0;
  return Math.max(0, Math.min(8, significant - 1 - Math.floor(Math.log10(Math.abs(size)))));
}

export function plain(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return '–';
  const number = Number(value), size = Math.abs(number);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return power(number, digits);
  return group(number.toFixed(decimals(number, digits)));
}

function power(number, digits) {
  const [mantissa, exponent] = number.toExponential(digits - 1).split('e');
  return `${minus(mantissa)}${NARROW}×${NARROW}10${raised(Number(exponent))}`;
}

const raised = (n) => String(n).replace(/[-\d]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]));
const minus = (text) => text.replace('-', '−');
const group = (text) => minus(text).replace(/^(−?)(\d{5,})/, (_, sign, whole) => sign + whole.replace(/\B(?=(\d{3})+$)/g, NARROW));

/// A quantity {value, unit, u} or a number, with its uncertainty (k = 1) where there is one.
export function quantity(q, unit = q?.unit, digits = 3) {
  if (q === null || q === undefined) return '–';
  const value = typeof q === 'number' ? q : q.value, u = q.u ?? q.standardUncertainty;
  const [scaled, name] = scale(value, unit);
  const factor = value === 0 ? 1 : scaled / value;
  const tail = name && name !== '1' ? SPACE + name : '';
  if (!u || !Number.isFinite(u)) return plain(scaled, digits) + tail;
  const wide = u * Math.abs(factor), places = decimals(wide, 2);
  if (Math.abs(scaled) >= 1e6 || (scaled !== 0 && Math.abs(scaled) < 1e-4)) return `${plain(scaled)} ± ${plain(wide, 2)}${tail}`;
  return `${group(whole(scaled, wide).toFixed(places))}${SPACE}±${SPACE}${group(whole(wide, wide).toFixed(places))}${tail}`;
}

// An uncertainty of hundreds has two significant digits as well.
function whole(value, u) {
  const step = u >= 100 ? 10 ** (Math.floor(Math.log10(u)) - 1) : 0;
  return step ? Math.round(value / step) * step : value;
}

/// Becquerels and becquerel-seconds in the size that people say.
export function scale(value, unit) {
  if (unit === 'Bq') return Math.abs(value) >= 1e9 ? [value / 1e9, 'GBq'] : Math.abs(value) >= 1e6 ? [value / 1e6, 'MBq'] : [value / 1e3, 'kBq'];
  if (unit === 'Bq·s') return Math.abs(value) >= 3.6e12 ? [value / 3.6e12, 'GBq·h'] : [value / 3.6e9, 'MBq·h'];
  if (unit === 'Bq/mL' && Math.abs(value) >= 1e5) return [value / 1e6, 'MBq/mL'];
  if (unit === 'Bq/mL' && Math.abs(value) >= 1e3) return [value / 1e3, 'kBq/mL'];
  return [value, unit];
}

export const percent = (fraction, digits = 2) => (fraction === null || fraction === undefined ? '–' : `${plain(100 * fraction, digits)}${SPACE}%`);
// A date does not break at its hyphens.
export const day = (text) => (text ? String(text).slice(0, 10).replaceAll('-', '\u2011') : '–');
export const minute = (text) => (text ? String(text).slice(0, 16).replace('T', SPACE) : '–');

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))}${SPACE}s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)}${SPACE}min` : `${plain(seconds / 3600, 2)}${SPACE}h`;
}

export function bytes(n) {
  const [size, unit] = n >= 1e9 ? [n / 1e9, 'GB'] : n >= 1e6 ? [n / 1e6, 'MB'] : [n / 1e3, 'kB'];
  return plain(size, 3) + SPACE + unit;
}
