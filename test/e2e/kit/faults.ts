import type { Page } from 'playwright-core';
import { type AxeLook, axeFindings, sidewaysScroll } from './axe.ts';
import { PHONE, showAs, type Visit, type VisitOptions, WIDE } from './browser.ts';
import type { Sight } from './pages.ts';

/** Superadmins of either language; guests are whom the sight names. */
const OWNERS = { en: 'sam', de: 'greta' } as const;
type Language = keyof typeof OWNERS;

interface Look {
  readonly size: typeof WIDE;
  readonly colorScheme: 'light' | 'dark';
  readonly axe: AxeLook | 'nothing';
}

/** Each scheme at each width, over both languages. Roles and names are the same in both: German is looked at for its texts and their room. */
const LOOKS: Readonly<Record<Language, readonly [Look, ...Look[]]>> = {
  en: [
    { size: WIDE, colorScheme: 'light', axe: 'everything' },
    { size: PHONE, colorScheme: 'dark', axe: 'everything' },
  ],
  de: [
    { size: WIDE, colorScheme: 'dark', axe: 'contrast' },
    { size: PHONE, colorScheme: 'light', axe: 'nothing' },
  ],
};

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

async function faultsAt(page: Page, { size, colorScheme, axe }: Look): Promise<readonly string[]> {
  await showAs(page, size, colorScheme);
  const sideways = await sidewaysScroll(page);
  const found = [
    ...(axe === 'nothing' ? [] : await axeFindings(page, axe)),
    ...(sideways > 0 ? [`can be scrolled ${sideways} px sideways`] : []),
  ];
  return found.map((fault) => `${size.width} px, ${colorScheme}: ${fault}`);
}

/** What is wrong with these sights in a language, each looked at wide and on a phone. */
export async function faultsOfAll(
  sights: readonly Sight[],
  language: Language,
  visit: (options: Omit<VisitOptions, 'url'>) => Promise<Visit>,
): Promise<readonly string[]> {
  const visits = new Map<string, Visit>();
  const faults: string[] = [];
  for (const sight of sights.filter(({ only = language }) => only === language)) {
    const as = sight.as ?? OWNERS[language];
    const visited = visits.get(as) ?? (await visit({ ...(as === 'stranger' ? {} : { as }), language }));
    visits.set(as, visited);
    const [first, ...more] = LOOKS[language];
    faults.push(...(await faultsOf(visited, sight, sight.only === undefined ? [first, ...more] : [first])));
  }
  return faults;
}
