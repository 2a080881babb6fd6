import type { MigrationSet } from './migration-files.ts';

/** The kernel's own tables; applied before those of any module. */
export const kernelMigrations: MigrationSet = { owner: 'kernel', folder: new URL('../migrations/', import.meta.url) };
