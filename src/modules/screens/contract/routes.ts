// All routes of the module, by what they are about.
export * from './care-routes.ts';
export * from './command-routes.ts';
export * from './content-routes.ts';
export * from './enrolment-routes.ts';
export * from './group-routes.ts';
export * from './legacy-routes.ts';
export * from './overview-routes.ts';
export * from './screen-routes.ts';
export * from './watch-routes.ts';
