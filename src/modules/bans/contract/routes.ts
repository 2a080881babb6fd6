// All routes of the module, by what they are about.
export * from './allow-routes.ts';
export * from './ban-list-routes.ts';
export * from './blocklist-routes.ts';
export * from './config-routes.ts';
export * from './host-routes.ts';
export * from './jail-routes.ts';
export * from './order-routes.ts';
export * from './spread-routes.ts';
export * from './stats-routes.ts';
export * from './workshop-routes.ts';
