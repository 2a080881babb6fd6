/** Every set of the console in the order of a start: the kernel's, then each module's. */
export { migrations as allMigrations } from '../src/start.ts';
