// What whoever reads a report must know first: it is not the one that was signed.

import { h } from './dom.js';
import { faultBox } from './fault.js';

export const isBroken = (one) => ['broken', 'unreadable'].includes(one.seal);

export function brokenSeal(one) {
  if (!isBroken(one)) return null;
  const told = (one.findings ?? []).filter((finding) => ['report.pdf', 'signatures.json'].includes(finding.where));
  return h('div', { id: 'broken-seal' }, told.map(faultBox));
}
