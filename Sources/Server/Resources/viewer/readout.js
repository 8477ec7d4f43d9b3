// What stands under the pointer: each value in its unit, the dose with its uncertainty, the region by name, the place.

import { plain, quantity } from '../lib/format.js';
import { placeText } from './plane.js';
import { t } from '../lib/texts.js';

export function readout(viewer, mm, point) {
  const parts = [base(viewer, mm), viewer.stage === 'difference' ? difference(viewer, mm) : '', point ? atPoint(viewer, mm, point) : overlay(viewer, mm), region(viewer, mm), placeText(mm)];
  return parts.filter(Boolean).join('   ·   ');
}

function base(viewer, mm) {
  const value = viewer.volume('base')?.at(mm), info = viewer.info(viewer.ids.base);
  if (value === undefined) return '';
  return info.kind === 'ct' ? `CT ${Math.round(value).toString().replace('-', '−')} HU` : quantity({ value }, info.unit);
}

function difference(viewer, mm) {
  const value = viewer.difference?.at(mm);
  return value === undefined || Number.isNaN(value) ? '' : `${t('stage.difference')} ${quantity({ value }, viewer.info(viewer.ids.overlay).unit)}`;
}

function atPoint(viewer, mm, info) {
  const value = viewer.cache.get(info.id)?.volume?.at(mm);
  return value === undefined ? '' : `${t(`kind.${info.kind}`)} ${info.timePoint} ${quantity({ value }, info.unit)}`;
}

function overlay(viewer, mm) {
  if (viewer.ids.overlay === viewer.ids.base) return '';
  const value = viewer.volume('overlay')?.at(mm), info = viewer.info(viewer.ids.overlay);
  if (value === undefined) return '';
  const u = info.kind === 'dose' ? viewer.sigma()?.at(mm) : undefined;
  return `${info.kind === info.unit ? '' : t(`kind.${info.kind}`)}${info.timePoint ? ` ${info.timePoint}` : ''} ${value === 0 ? `0 ${info.unit}` : quantity({ value, u }, info.unit)}${u ? ` (${t('viewer.statistical')})` : ''}`;
}

function region(viewer, mm) {
  const label = viewer.volume('labels')?.at(mm), known = viewer.info(viewer.ids.labels)?.regions;
  if (!label) return viewer.volume('labels') ? t('viewer.noRegion') : '';
  const one = known?.find((r) => r.label === label);
  return one ? `${one.name}${one.role ? ` (${t(`role.${one.role}`)})` : ''}` : `${t('viewer.label')} ${plain(label)}`;
}
