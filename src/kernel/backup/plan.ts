import type { MigrationFile } from '../db/migration-files.ts';
import { StartError } from '../start-error.ts';
import type { Manifest } from './manifest.ts';

/** Which migrations make the tables that a backup was taken from, and which come after its rows are in. */
export interface MigrationPlan {
  readonly before: readonly MigrationFile[];
  readonly after: readonly MigrationFile[];
}

/** Throws a StartError where this console is not the one, or a later one, that the backup was made by. */
export function planMigrations(files: readonly MigrationFile[], { migrations, version }: Manifest): MigrationPlan {
  const owners = new Set(files.map(({ owner }) => owner));
  const strange = [...new Set(migrations.map(({ owner }) => owner))].filter((owner) => !owners.has(owner));
  if (strange.length > 0) throw new StartError(`The backup holds the module ${strange.join(', ')}, which this console does not have.`);
  for (const { owner, name, hash } of migrations) {
    const file = files.find((candidate) => candidate.owner === owner && candidate.name === name);
    if (file === undefined) {
      throw new StartError(`The backup was made by a newer console (${version}, ${owner}/${name}). Restore it with that version.`);
    }
    if (file.hash !== hash)
      throw new StartError(`The migration ${owner}/${name} is another one than when the backup was made. Put the shipped file back.`);
  }
  const isBefore = (file: MigrationFile): boolean => migrations.some(({ owner, name }) => owner === file.owner && name === file.name);
  return { before: files.filter(isBefore), after: files.filter((file) => !isBefore(file)) };
}
