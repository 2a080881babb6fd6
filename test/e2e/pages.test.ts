import { expect } from 'vitest';
import { testNeeding } from '../needs.ts';
import { fillEstate } from './kit/estate.ts';
import { faultsOfAll } from './kit/faults.ts';
import { GATE_SIGHTS, sightsOf } from './kit/pages.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();
let filled: ReturnType<typeof fillEstate> | null = null;

/** The estate, made by the first test that looks at it. */
const estate = async () => {
  filled ??= sam().then(fillEstate);
  return filled;
};

for (const language of ['en', 'de'] as const) {
  testNeeding(
    'chromium',
    `every page in ${language}: nothing for axe to find, nothing complained about, no text missing, no sideways scroll`,
    async () => expect(await faultsOfAll([...GATE_SIGHTS, ...sightsOf(await estate())], language, visit)).toEqual([]),
    240_000,
  );
}
