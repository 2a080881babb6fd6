import type { Saying } from '../contract/saying.ts';
import { told } from '../contract/told.ts';

/** One row of `kernel.migrations`, or one file. */
export interface AppliedMigration {
  readonly owner: string;
  readonly name: string;
  readonly hash: string;
}

export interface Comparison<File extends AppliedMigration> {
  /** In the order in which they are to be applied. */
  readonly pending: readonly File[];
  /** One sentence each; empty: the database and this console fit together. */
  readonly faults: readonly Saying[];
}

/**
 * What is still to be applied, and what forbids it. Rows of an owner that has no file here are a module that is switched off:
 * they are left alone.
 */
export function compareMigrations<File extends AppliedMigration>(
  files: readonly File[],
  applied: readonly AppliedMigration[],
): Comparison<File> {
  const owners = new Set(files.map(({ owner }) => owner));
  const faults: Saying[] = [];
  for (const row of applied.filter(({ owner }) => owners.has(owner))) {
    const file = files.find((candidate) => isSame(candidate, row));
    if (file === undefined) {
      faults.push(told('migrations.ahead', { name: titleOf(row) }));
    } else if (file.hash !== row.hash) {
      faults.push(told('migrations.changed', { name: titleOf(row) }));
    }
  }
  const pending = files.filter((file) => !applied.some((row) => isSame(file, row)));
  return { pending, faults: [...faults, ...lateFiles(pending, applied)] };
}

const titleOf = ({ owner, name }: AppliedMigration): string => `${owner}/${name}`;

const isSame = (a: AppliedMigration, b: AppliedMigration): boolean => a.owner === b.owner && a.name === b.name;

/** A file that sorts before an applied one of its set would run in another order here than in a fresh database. */
function lateFiles(pending: readonly AppliedMigration[], applied: readonly AppliedMigration[]): Saying[] {
  return pending
    .filter((file) => applied.some((row) => row.owner === file.owner && row.name > file.name))
    .map((file) => told('migrations.late', { name: titleOf(file) }));
}
