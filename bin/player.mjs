#!/usr/bin/env node
// `caretaker-player`: the player of a screen, on whatever Node ≥ 20 its computer has.
import { resolve } from 'node:path';
import { handOver } from './run/hand-over.mjs';
import { ensureInstalled } from './run/install.mjs';
import { bundledNode } from './run/node.mjs';
import { ensurePlayerPage } from './run/pages.mjs';

const project = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
process.chdir(project);

ensureInstalled();
const node = bundledNode();
ensurePlayerPage(node);
handOver(node, ['--max-semi-space-size=4', 'src/player/main.ts', ...process.argv.slice(2)]);
