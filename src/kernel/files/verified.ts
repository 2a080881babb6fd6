import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { DamagedFileError, type StoredFile } from './files.ts';

/** The same bytes; the last thing that comes is an error where they are not those of the hash. */
export function verified(stream: Readable, { id, sha256, bytes }: StoredFile, onDamage: () => void): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (hash.digest('hex') === sha256) return done();
      onDamage();
      done(new DamagedFileError(`The stored file ${id} (${bytes} bytes) is damaged.`));
    },
  });
  // Whoever reads hears of errors of both.
  return pipeline(stream, check, () => {});
}
