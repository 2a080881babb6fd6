import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withTable } from './documents.ts';
import { env } from './env.ts';

// Prints the table of configuration into the two documents that show it; a test holds that they agree.
const operating = new URL('../../../docs/operating.md', import.meta.url);
writeFileSync(new URL('../../../.env.example', import.meta.url), envExample(env));
writeFileSync(operating, withTable(readFileSync(operating, 'utf8'), env));
