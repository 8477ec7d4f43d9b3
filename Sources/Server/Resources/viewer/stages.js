// Hanging protocols: which views stand where. "." and "," go through them.

import { t } from '../lib/texts.js';
import { plain } from '../lib/format.js';

const three = ['axial', 'coronal', 'sagittal'];

export const stages = {
  quad: { columns: 2, views: (v) => [...three.map((plane) => fused(v, plane)), mip(v)] },
  single: { columns: 1, views: (v) => [fused(v, v.maximised ?? 'axial')] },
  grid: { columns: 3, small: true, views: (v) => [
    ...three.map((plane) => ({ plane, title: `CT ${t(`plane.${plane}`)}`, layers: () => [v.layer('base'), v.labels()] })),
    ...three.map((plane) => ({ plane, title: `${v.title('overlay')} ${t(`plane.${plane}`)}`, layers: () => [alone(v.layer('overlay'))] })),
    ...three.map((plane) => fused(v, plane))] },
  points: { columns: (v) => Math.max(1, v.points().length), small: true, views: (v) => [
    ...v.points().map((p) => ({ plane: 'axial', title: pointTitle(p), point: p, layers: () => [v.pointLayer(p)] })),
    ...v.points().map((p) => ({ plane: 'coronal', point: p, title: pointTitle(p), layers: () => [v.pointLayer(p)] }))] },
  difference: { columns: 3, views: (v) => three.map((plane) => ({ plane, title: `${t('stage.difference')} ${t(`plane.${plane}`)}`, layers: () => [v.differenceLayer(), v.labels()] })) },
};

const fused = (v, plane) => ({ plane, layers: () => [v.layer('base'), v.layer('overlay'), v.labels()] });
const mip = (v) => ({ plane: 'mip', title: `MIP ${v.title('overlay')}`, layers: () => [v.layer('overlay') ?? v.layer('base')] });
const alone = (layer) => layer && { ...layer, kind: 'base', map: 'inverse grey' };
const pointTitle = (p) => `${p.timePoint ?? p.id}${p.hours ? ` · ${plain(p.hours)} h` : ''}`;
