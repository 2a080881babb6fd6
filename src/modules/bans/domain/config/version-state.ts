/**
 * What became of a version.
 * - `checking`: it is on its way; after a crash, whoever finds it so restores the files.
 * - `applied`: the host runs what was expected.
 * - `rolled_back`: it was not as expected; the files and the jails are as before.
 * - `failed`: not even the old state could be brought back; a person has to look.
 * - `restored`: applied once, and undone since by a restore of the time before it.
 */
export const VERSION_STATES = ['checking', 'applied', 'rolled_back', 'failed', 'restored'] as const;
export type VersionState = (typeof VERSION_STATES)[number];
