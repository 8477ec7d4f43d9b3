// Addresses and the page of each, loaded when first asked for.

export const routes = [
  { pattern: '', load: () => import('./pages/start.js') },
  { pattern: 'case/:id/:step?', load: () => import('./pages/case.js') },
  { pattern: 'plans', load: () => import('./pages/plans.js') },
  { pattern: 'plan/:id/:step?', load: () => import('./pages/plan.js') },
  { pattern: 'patients', load: () => import('./pages/patients.js') },
  { pattern: 'patient/:id/:step?/:table?', load: () => import('./pages/patient.js') },
  { pattern: 'queries', load: () => import('./pages/queries.js') },
  { pattern: 'visits', load: () => import('./pages/visits.js') },
  { pattern: 'cohort', load: () => import('./pages/cohort.js') },
  { pattern: 'trials', load: () => import('./pages/trials.js') },
  { pattern: 'trial/:id', load: () => import('./pages/trial.js') },
  { pattern: 'operations/:name?', load: () => import('./pages/operations.js') },
];
