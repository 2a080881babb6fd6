import { readConfig } from '../../src/kernel/config/config.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { startConsole } from '../../src/start.ts';
import { countingModule } from './counting-module.ts';

// A console with the counting module beside its own, as a process of its own.
const [receiver = ''] = process.argv.slice(2);
const reading = readConfig(process.env);
if (!reading.ok) throw new Error(reading.faults.join('\n'));
const ended = new Promise((resolve) => process.on('SIGTERM', resolve));
const started = await startConsole(reading.config, createLog(reading.config.log), [countingModule(receiver)]);
const setup = started.setupToken === null ? '' : ` #token=${started.setupToken}`;
process.stdout.write(`Caretaker is running: ${started.url}${setup}\n`);
await ended;
await started.stop();
