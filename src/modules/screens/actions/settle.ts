import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { factsAt, hasWrongEvent, nextFactAt, stateOf } from '../domain/facts.ts';
import { holdFactsChange, saveFactsChange } from '../store/attention.ts';
import { stuckCommandOf } from '../store/commands/watch.ts';
import { heldFor } from '../store/held.ts';
import { findAnyScreen } from '../store/screens.ts';
import { limitsOf } from './limits.ts';
import { outageKey, type Parts } from './parts.ts';
import { noteTransition } from './watch/transitions.ts';

/** States all that is wrong with a screen at `work.now`, and notes when time alone will change it. Called last by every action. */
export async function settleScreen(work: Work, { findings, settings }: Pick<Parts, 'findings' | 'settings'>, id: AssetId): Promise<void> {
  // Before looking: whoever has the screen looked at anew has done so already, or waits for us.
  await holdFactsChange(work.tx, id);
  const screen = await findAnyScreen(work.tx, id);
  if (screen === null) return saveFactsChange(work.tx, id, { at: null, isWrongEventTold: false });
  const limits = await limitsOf(settings, work.tx);
  const { count, until } = await heldFor(work.tx, id, work.now);
  // Of a group that is out of use nobody is told what is wrong with its screens.
  const isActive = screen.isActive && (screen.group?.isActive ?? true);
  const record = { ...screen, isActive, heldCount: count, heldUntil: until, stuckCommand: await stuckCommandOf(work.tx, id) };
  // Who is silent because the whole house is, is told of with it.
  const cause = { module: 'screens', rule: 'broker-outage', key: outageKey(screen.site.id) } as const;
  const facts = factsAt(record, limits, work.now).map((fact) => (fact.rule === 'screen-offline' ? { ...fact, cause } : fact));
  await findings.settle(work, { module: 'screens', siteId: screen.site.id, assetId: id }, facts);
  const state = stateOf(record, limits, work.now);
  await noteTransition(work, screen, state);
  await saveFactsChange(work.tx, id, {
    at: nextFactAt(record, limits, work.now),
    isWrongEventTold: isActive && hasWrongEvent(state.reasons),
  });
}
