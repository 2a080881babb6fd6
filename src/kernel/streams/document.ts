import type { Kept, Stream } from './stream.ts';

/** `docs/data-kept.md`, printed from the streams; a test holds that they agree. */
export function dataKeptDocument(streams: readonly Stream[]): string {
  const rows = streams.map(
    (stream) => `| ${[`\`${stream.table}\``, stream.purpose, keptText(stream), stream.person, stream.asset].join(' | ')} |`,
  );
  return [
    '# What is kept, and for how long',
    '',
    '<!-- Printed from the streams in src by `node bin/run.mjs node bin/write-data-kept.mjs`. -->',
    '',
    'Tables that grow as time passes. Old rows are removed every night; *Settings → Data kept* shows how much there is.',
    'Finished jobs are kept by the job queue for seven days.',
    '',
    '| table | what for | kept | when a person is removed for good | when an asset is erased |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Removing a person leaves a tombstone (`removed-7`) wherever history names them. Texts that people wrote themselves (notes, reasons) are not searched.',
    'Erasing an asset is an act of its own for superadmins, after archiving; it takes all rows of the asset and stands in the audit.',
    'Backups hold what was there when they were made.',
    '',
  ].join('\n');
}

function keptText({ kept, blanked }: Stream): string {
  const blank =
    blanked === undefined ? '' : `; ${blanked.columns.join(', ')} for ${blanked.after.declaration.default} days (\`${blanked.after.key}\`)`;
  return `${daysText(kept)}${blank}`;
}

function daysText(kept: Kept): string {
  if (kept.how === 'for ever') return 'for ever';
  if (typeof kept.days === 'number') return `${kept.days} days after its end`;
  return `${kept.days.declaration.default} days (\`${kept.days.key}\`)`;
}
