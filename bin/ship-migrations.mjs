// Adds the hashes of new migrations to the list beside them (shipped.json), which a test compares with the files.
// A listed file that was changed or removed is refused: databases out there have run it. `--anew` writes the lists
// from nothing, which is right only while no release holds those files.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
const anew = process.argv.includes('--anew');
const folders = new Set(globSync('src/{kernel,modules/*}/migrations/[0-9]*_*.ts').map((file) => dirname(file)));
let faults = 0;

for (const folder of [...folders].sort()) {
  const list = join(folder, 'shipped.json');
  const shipped = anew || !existsSync(list) ? {} : JSON.parse(readFileSync(list, 'utf8'));
  const now = hashesIn(folder);
  for (const [file, hash] of Object.entries(shipped)) {
    if (now[file] === hash) continue;
    console.error(`${folder}/${file} was shipped and must not change. Put it back and write a new migration.`);
    faults += 1;
  }
  if (faults === 0) writeFileSync(list, `${JSON.stringify(now, null, 2)}\n`);
}
process.exitCode = faults === 0 ? 0 : 1;

function hashesIn(folder) {
  const files = globSync(`${folder}/[0-9]*_*.ts`).sort();
  return Object.fromEntries(
    files.map((file) => [file.slice(folder.length + 1), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}
