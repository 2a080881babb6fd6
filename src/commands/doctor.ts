import type { Config } from '../kernel/config/config.ts';
import type { MigrationSet } from '../kernel/db/migrate.ts';
import { examine } from '../kernel/doctor/examine.ts';
import type { Remark } from '../kernel/doctor/remark.ts';
import type { Check } from '../kernel/health/check.ts';
import { createLog } from '../kernel/log/log.ts';
import { systemClock } from '../shared/time.ts';
import type { Command, Given } from './command.ts';

export interface DoctorSubjects {
  readonly migrations: readonly MigrationSet[];
  outsides(config: Config): readonly Check[];
}

/** Looks at everything and changes nothing; exit code 1 where something is at fault. */
export const doctorCommand = ({ migrations, outsides }: DoctorSubjects): Command => ({
  name: 'doctor',
  summary: 'Say what is sound and what is not, with the mend; beside a running console or without one. Changes nothing.',
  usage: '[--json]',
  flags: { json: { type: 'boolean' } },
  explainFaults: (faults, given) => tell(faults.map(faultOf), given),
  async run(given) {
    const { config } = given;
    const log = createLog({ ...config.log, level: 'silent' }, process.stderr);
    const webDir = new URL('../../dist/web', import.meta.url).pathname;
    const found = examine({ config, migrations, outsides: outsides(config), webDir, clock: systemClock, log });
    return tell([SOUND_CONFIGURATION, ...(await Array.fromAsync(found))], given);
  },
});

const SOUND_CONFIGURATION: Remark = {
  about: 'configuration',
  state: 'sound',
  sentence: 'Every CARETAKER_ variable is known and fits.',
  mend: null,
};

const faultOf = (sentence: string): Remark => ({
  about: 'configuration',
  state: 'fault',
  sentence,
  mend: 'Change it in the environment or in .env; caretaker config prints where each value came from.',
});

function tell(remarks: readonly Remark[], { flags, print }: Pick<Given, 'flags' | 'print'>): number {
  const faults = remarks.filter(({ state }) => state === 'fault').length;
  if (flags['json'] === true) print(JSON.stringify({ isSound: faults === 0, remarks }));
  else print([...remarks.map(lineOf), summaryOf(faults)].join('\n'));
  return faults === 0 ? 0 : 1;
}

const MARKS = { sound: 'ok   ', note: 'note ', fault: 'FAULT' } as const;

const lineOf = ({ about, state, sentence, mend }: Remark): string =>
  `${MARKS[state]}  ${about}: ${sentence}${mend === null ? '' : `\n         → ${mend}`}`;

const summaryOf = (faults: number): string =>
  faults === 0 ? 'The console is sound.' : `${faults} ${faults === 1 ? 'thing is' : 'things are'} at fault.`;
