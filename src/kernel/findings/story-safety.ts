import type { RuleAction, Safety, SafetyOf } from '../module.ts';
import { UNKNOWN, worstSafety } from './domain/safety.ts';

/** A question about one story: is it safe to do something of this risk to all of these assets? */
export interface SafetyQuestion {
  readonly storyId: string;
  readonly risk: RuleAction['risk'];
  readonly assetIds: readonly string[];
}

/** Asks every module once per risk, for all stories of a page together. Looking is always safe; what nobody answers is unknown. */
export async function askSafety(
  providers: readonly SafetyOf[],
  questions: readonly SafetyQuestion[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, Safety>> {
  const risky = Map.groupBy(questions, ({ risk }) => risk);
  const answers = await Promise.all(
    [...risky].map(async ([risk, asked]) => {
      if (risk === 'read') return asked.map(({ storyId }) => [storyId, { answer: 'allow', safeAt: now }] as const);
      const ids = [...new Set(asked.flatMap(({ assetIds }) => assetIds))];
      const known = ids.length === 0 ? [] : await Promise.all(providers.map((provider) => provider(ids, risk, now)));
      return asked.map(({ storyId, assetIds }) => {
        const said = assetIds.flatMap((id) => known.flatMap((answer) => answer.get(id) ?? []));
        return [storyId, said.length === 0 ? UNKNOWN : worstSafety(said)] as const;
      });
    }),
  );
  return new Map<string, Safety>(answers.flat());
}
