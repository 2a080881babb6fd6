import { expect, test } from 'vitest';
import { StartError } from '../kernel/start-error.ts';
import { type Command, UsageError } from './command.ts';
import { configCommand } from './config.ts';
import { runCommandLine } from './run.ts';

const greet: Command = {
  name: 'greet',
  summary: 'Say a word.',
  usage: '<word> [--loud]',
  flags: { loud: { type: 'boolean' } },
  run: async ({ words: [word], flags, print }) => {
    if (word === undefined) throw new UsageError('Which word?');
    if (word === 'nobody') throw new StartError('There is nobody to greet.');
    print(flags['loud'] === true ? word.toUpperCase() : word);
    return 0;
  },
};

async function run(line: string, environment: Record<string, string> = {}) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runCommandLine([greet, configCommand], line.split(' ').filter(Boolean), {
    environment,
    version: '1.2.3',
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
  });
  return { code, printed: printed.join('\n'), complaints: complaints.join('\n') };
}

test.each([
  ['greet hello', 0, 'hello', ''],
  ['greet hello --loud', 0, 'HELLO', ''],
  ['--version', 0, '1.2.3', ''],
  ['greet nobody', 1, '', 'There is nobody to greet.'],
  ['greet', 2, '', 'Which word?\nUsage: caretaker greet <word> [--loud]\nSay a word.'],
])('caretaker %s answers %i', async (line, code, printed, complaints) => {
  expect(await run(line)).toEqual({ code, printed, complaints });
});

test('help lists the commands, and one command explains itself', async () => {
  expect((await run('--help')).printed).toMatch(/^ {2}greet {3}Say a word\.$/m);
  expect(await run('greet --help')).toMatchObject({ code: 0, printed: 'Usage: caretaker greet <word> [--loud]\nSay a word.' });
});

test('unknown commands and options are asked for wrongly', async () => {
  expect(await run('gret')).toMatchObject({ code: 2, complaints: expect.stringContaining('There is no command gret.') });
  expect(await run('greet hello --lout')).toMatchObject({ code: 2, complaints: expect.stringContaining("Unknown option '--lout'") });
  expect(await run('')).toMatchObject({ code: 2, printed: expect.stringContaining('Usage: caretaker <command>') });
});

test('a wrong environment stops every command with all its faults', async () => {
  const environment = { CARETAKER_PORT: 'x', CARETAKER_PROT: '1' };
  expect(await run('greet hello', environment)).toEqual({
    code: 1,
    printed: '',
    complaints: 'CARETAKER_PROT is unknown. Did you mean CARETAKER_PORT?\nCARETAKER_PORT must be a port from 0 to 65535 (0: a free one).',
  });
});

test('config shows where each value came from, also as JSON', async () => {
  const environment = { CARETAKER_PORT: '9090' };
  expect((await run('config', environment)).printed).toMatch(/^CARETAKER_PORT +environment +9090$/m);
  expect(JSON.parse((await run('config --json', environment)).printed)).toContainEqual({
    name: 'CARETAKER_PORT',
    value: '9090',
    source: 'environment',
    about: expect.any(String),
  });
});
