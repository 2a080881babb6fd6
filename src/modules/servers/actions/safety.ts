import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Safety, SafetyOf } from '../../../kernel/module.ts';
import { type Action, decide, type Touchable } from '../domain/decide.ts';
import { findServers } from '../store/servers.ts';
import type { Parts } from './parts.ts';
import { touchablesOf } from './touchable.ts';

/** Answers Today when something may be done to servers. Who may see the answer is asked there. */
export function createSafetyOf(parts: Pick<Parts, 'db' | 'assets' | 'settings'>): SafetyOf {
  return async (assetIds, risk, now) => {
    const servers = await findServers(parts.db, WHOLE_ESTATE, assetIds);
    const touchables = await touchablesOf(parts.db, parts, servers, now);
    return new Map([...touchables].map(([id, touchable]) => [id, safetyAt(touchable, risk, now)]));
  };
}

/** Hours that nobody knows are unknown to Today, whatever the mode makes of them. */
function safetyAt(touchable: Touchable, risk: Action, now: Temporal.Instant): Safety {
  const { answer, reasons, nextAllowedAt } = decide(touchable, risk, now);
  if (!reasons.some(({ code }) => code === 'window_unknown')) return { answer, safeAt: nextAllowedAt };
  return { answer: 'unknown', safeAt: answer === 'allow' ? null : nextAllowedAt };
}
