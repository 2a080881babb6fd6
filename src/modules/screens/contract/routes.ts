// All routes of the module, by what they are about.
export * from './enrolment-routes.ts';
export * from './group-routes.ts';
export * from './legacy-routes.ts';
export * from './screen-routes.ts';
