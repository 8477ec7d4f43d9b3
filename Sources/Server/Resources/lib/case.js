// What a case has, by what the server has said of it: asking for what is not there would be an error of its own.

import { get, casePath } from './api.js';

export const made = (one, name) => (one.files ?? []).includes(`results/${name}`);

export const reportOf = async (id, one) => (made(one, 'report.json') ? named(await get(casePath(id, '/report'))) : null);

export const identityOf = (region) => region?.id ?? region;

// Regions are objects with an identifier; two of one name differ in their label, and the label is what is shown.
const named = (report) => ({ ...report, fits: (report.fits ?? []).map(shown), predictions: (report.predictions ?? []).map(shown),
  summaries: (report.summaries ?? []).map((summary) => ({ ...summary, regions: summary.regions.map(shown) })) });
const shown = (row) => ({ ...row, identity: identityOf(row.region), region: row.region?.label ?? row.region?.name ?? row.region });

export const stepOf = (one, name) => (one.steps ?? []).find((step) => step.name === name);
