import { writeFileSync } from 'node:fs';
import { streamsOf } from '../src/kernel/streams/create-streams.ts';
import { dataKeptDocument } from '../src/kernel/streams/document.ts';
import { modules } from '../src/modules.ts';

// Prints docs/data-kept.md from the streams; a test holds that they agree.
writeFileSync(new URL('../docs/data-kept.md', import.meta.url), dataKeptDocument(streamsOf(modules)));
