// All routes of the module, by what they are about.
export * from './act-routes.ts';
export * from './record-routes.ts';
export * from './report-routes.ts';
export * from './schedule-routes.ts';
