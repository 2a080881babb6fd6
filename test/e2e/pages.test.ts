import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { testNeeding } from '../needs.ts';
import { axeFindings, sidewaysScroll } from './kit/axe.ts';
import { PHONE, showAs, type Visit, WIDE } from './kit/browser.ts';
import { fillEstate } from './kit/estate.ts';
import { GATE_SIGHTS, type Sight, sightsOf } from './kit/pages.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();
let filled: ReturnType<typeof fillEstate> | null = null;

/** The estate, made by the first test that looks at it. */
const estate = async () => {
  filled ??= sam().then(fillEstate);
  return filled;
};

/** Superadmins of either language; guests are whom the sight names. */
const OWNERS = { en: 'sam', de: 'greta' } as const;

/** Each scheme at each width, over both languages. */
const LOOKS = {
  en: [
    { size: WIDE, colorScheme: 'light' },
    { size: PHONE, colorScheme: 'dark' },
  ],
  de: [
    { size: WIDE, colorScheme: 'dark' },
    { size: PHONE, colorScheme: 'light' },
  ],
} as const;

type Look = (typeof LOOKS)['en' | 'de'][number];

/** What is wrong with a sight, looked at in each of these ways. One that cannot be reached is one fault, and hides none of the others. */
async function faultsOf(visited: Visit, sight: Sight, looks: readonly Look[]): Promise<readonly string[]> {
  const { page, complaints } = visited;
  const faults: string[] = [];
  try {
    await page.setViewportSize(WIDE);
    await visited.goTo(sight.path);
    await sight.open?.(page);
    for (const look of looks) faults.push(...(await faultsAt(page, look)));
  } catch (error) {
    faults.push(String(error));
  }
  return [...faults, ...complaints.splice(0)].map((fault) => `${sight.name}: ${fault}`);
}

async function faultsAt(page: Page, { size, colorScheme }: Look): Promise<readonly string[]> {
  await showAs(page, size, colorScheme);
  const sideways = await sidewaysScroll(page);
  const found = [...(await axeFindings(page)), ...(sideways > 0 ? [`can be scrolled ${sideways} px sideways`] : [])];
  return found.map((fault) => `${size.width} px, ${colorScheme}: ${fault}`);
}

for (const language of ['en', 'de'] as const) {
  testNeeding(
    'chromium',
    `every page in ${language}: nothing for axe to find, nothing complained about, no text missing, no sideways scroll`,
    async () => {
      const sights = [...GATE_SIGHTS, ...sightsOf(await estate())];
      const visits = new Map<string, Visit>();
      const faults: string[] = [];
      for (const sight of sights) {
        const as = sight.as ?? OWNERS[language];
        const visited = visits.get(as) ?? (await visit({ ...(as === 'stranger' ? {} : { as }), language }));
        visits.set(as, visited);
        faults.push(...(await faultsOf(visited, sight, LOOKS[language])));
      }
      expect(faults).toEqual([]);
    },
    240_000,
  );
}
