import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { streamsOf } from '../../src/kernel/streams/create-streams.ts';
import { dataKeptDocument } from '../../src/kernel/streams/document.ts';
import { modules } from '../../src/modules.ts';

test('docs/data-kept.md says what the streams say', () => {
  // Print it anew with `node bin/run.mjs node bin/write-data-kept.mjs`.
  const written = readFileSync(new URL('../../docs/data-kept.md', import.meta.url), 'utf8');
  expect(written).toBe(dataKeptDocument(streamsOf(modules)));
});

test('no two streams share a name or a table', () => {
  const streams = streamsOf(modules);
  expect(new Set(streams.map(({ name }) => name)).size).toBe(streams.length);
  expect(new Set(streams.map(({ table }) => table)).size).toBe(streams.length);
});
