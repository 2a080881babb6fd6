import type { BenchOptions } from './options.ts';

/** What is measured of screens, one after the other; each prints its own table. */
const PARTS: readonly (() => Promise<{ run(options: BenchOptions): Promise<void> }>)[] = [
  () => import('./screens/players.ts'),
  () => import('./screens/plan.ts'),
  () => import('./screens-pages.ts'),
];

/** Screens: many players at one console, and what a busy fleet costs. */
export async function run(options: BenchOptions): Promise<void> {
  for (const load of PARTS) await (await load()).run(options);
}
