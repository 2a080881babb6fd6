// All routes of the module, by what they are about.
export * from './act-routes.ts';
export * from './calendar-routes.ts';
export * from './enrolment-routes.ts';
export * from './freeze-routes.ts';
export * from './gate-routes.ts';
export * from './package-routes.ts';
export * from './patchmon-routes.ts';
export * from './plan-routes.ts';
export * from './record-routes.ts';
export * from './report-routes.ts';
export * from './schedule-routes.ts';
export * from './sheet-routes.ts';
export * from './tool-routes.ts';
