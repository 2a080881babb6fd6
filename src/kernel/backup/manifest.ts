import { z } from 'zod';
import { StartError } from '../start-error.ts';

/** Of the container: raised when an older console could not read what a newer one writes. */
export const FORMAT = 1;

/** `schema.table`, `schema.sequence`: names as migrations give them. */
const QualifiedName = z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The first entry, `manifest.json`: all that a restore must know before it begins. */
export const Manifest = z.object({
  product: z.literal('caretaker'),
  format: z.literal(FORMAT),
  /** Of the console that made it. */
  version: z.string(),
  /** RFC 3339, UTC: the instant of the snapshot, by the console's clock. */
  createdAt: z.iso.datetime(),
  database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string() }),
  migrations: z.array(z.object({ owner: z.string(), name: z.string(), hash: Sha256 })),
  tables: z.array(z.object({ name: QualifiedName, columns: z.array(z.string()) })),
  partitions: z.array(z.object({ name: QualifiedName, parent: QualifiedName, bound: z.string() })),
  sequences: z.array(z.object({ name: QualifiedName, lastValue: z.int() })),
  /** Of the secret key that opens the stored credentials; null: the console had none yet. */
  keyId: z.string().nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

/** Rows, bytes and SHA-256 (hex) of one table's COPY text. */
export const Sum = z.object({ rows: z.int(), bytes: z.int(), sha256: Sha256 });
export type Sum = z.infer<typeof Sum>;

/** Of the file store: what was read, and by name what the store had lost or what had changed in it. */
export const FileSums = z.object({ count: z.int(), bytes: z.int(), missing: z.array(z.string()), damaged: z.array(z.string()) });
export type FileSums = z.infer<typeof FileSums>;

/** The last entry, `sums.json`: what was written between. A backup without it is not whole. */
export const Sums = z.object({ tables: z.record(QualifiedName, Sum), jobs: Sum, files: FileSums });
export type Sums = z.infer<typeof Sums>;

/** Subject of the audit rows about backups; `doctor` looks for the newest one. */
export const BACKUP_SUBJECT = { kind: 'console', id: 'backup', name: 'Caretaker' } as const;

/** The kernel's schema, and of each module that ever had tables here one of its name. */
export const schemasOf = (migrations: readonly { readonly owner: string }[]): readonly string[] => [
  ...new Set(['kernel', ...migrations.map(({ owner }) => owner)]),
];

/** Enough of a manifest of any format to say who could read it. */
const AnyManifest = z.looseObject({ product: z.literal('caretaker'), format: z.int(), version: z.string() });

/** Throws a StartError for what is no manifest, or one of a newer format. */
export function parseManifest(text: string): Manifest {
  const any = AnyManifest.safeParse(parseJson(text));
  if (!any.success) throw new StartError('This is not a backup of Caretaker.');
  if (any.data.format > FORMAT) {
    throw new StartError(
      `The backup was made by Caretaker ${any.data.version} in a newer format than this console reads. Restore it with that version.`,
    );
  }
  const manifest = Manifest.safeParse(any.data);
  if (!manifest.success) throw new StartError('The backup has a damaged manifest.');
  return manifest.data;
}

export function parseSums(text: string): Sums {
  const sums = Sums.safeParse(parseJson(text));
  if (!sums.success) throw new StartError('The backup has damaged sums.');
  return sums.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Refused by the schema, with its sentence.
  }
}
