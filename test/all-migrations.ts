import { kernelMigrations } from '../src/kernel/db/kernel-migrations.ts';
import type { MigrationSet } from '../src/kernel/db/migrate.ts';
import { modules } from '../src/modules.ts';

/** Every set of the console in the order of a start: the kernel's, then each module's. */
export const allMigrations: readonly MigrationSet[] = [kernelMigrations, ...modules.map(({ migrations }) => migrations)];
