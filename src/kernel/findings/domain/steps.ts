import { isDeepStrictEqual } from 'node:util';
import type { Severity } from '../../contract/severity.ts';
import type { Fact, FindingParams } from '../findings.ts';
import { endingOf, hasExpired, remember } from './life.ts';

/** A finding that is open, as far as its facts decide about it. */
export interface Known {
  readonly id: string;
  readonly module: string;
  readonly rule: string;
  readonly key: string;
  readonly assetId: string | null;
  readonly severity: Severity;
  readonly params: FindingParams;
  readonly cause: Fact['cause'] | null;
  readonly openings: readonly Temporal.Instant[];
  readonly closesAt: Temporal.Instant | null;
}

/** What has to be written for one finding. */
export type Step<K extends Known> =
  | { readonly do: 'open'; readonly fact: Fact }
  /** Still true, but something about it changed; `reopened`: it was in its quiet hours. */
  | {
      readonly do: 'follow';
      readonly finding: K;
      readonly fact: Fact;
      readonly reopened: boolean;
      readonly openings: readonly Temporal.Instant[];
    }
  | { readonly do: 'hold'; readonly finding: K; readonly closesAt: Temporal.Instant }
  | { readonly do: 'close'; readonly finding: K; readonly at: Temporal.Instant };

const idOf = ({ module, rule, key }: Pick<Known, 'module' | 'rule' | 'key'>): string => JSON.stringify([module, rule, key]);

/** What turns `known` into `facts` at `now`; empty when they say the same. Every known finding without a fact is over. */
export function stepsTo<K extends Known>(known: readonly K[], facts: readonly Fact[], now: Temporal.Instant): readonly Step<K>[] {
  const open = new Map(known.map((finding) => [idOf(finding), finding]));
  const wanted = new Map(facts.map((fact) => [idOf(fact), fact]));
  return [
    ...known.flatMap((finding) => (wanted.has(idOf(finding)) && !hasExpired(finding.closesAt, now) ? [] : overSteps(finding, now))),
    ...[...wanted].flatMap(([id, fact]) => trueSteps(open.get(id), fact, now)),
  ];
}

function overSteps<K extends Known>(finding: K, now: Temporal.Instant): readonly Step<K>[] {
  if (finding.closesAt !== null) return hasExpired(finding.closesAt, now) ? [{ do: 'close', finding, at: finding.closesAt }] : [];
  const ending = endingOf(finding.openings, now);
  return ending.do === 'hold' ? [{ do: 'hold', finding, closesAt: ending.closesAt }] : [{ do: 'close', finding, at: now }];
}

function trueSteps<K extends Known>(finding: K | undefined, fact: Fact, now: Temporal.Instant): readonly Step<K>[] {
  if (finding === undefined || hasExpired(finding.closesAt, now)) return [{ do: 'open', fact }];
  const reopened = finding.closesAt !== null;
  if (!reopened && isSame(finding, fact)) return [];
  return [{ do: 'follow', finding, fact, reopened, openings: reopened ? remember(finding.openings, now) : finding.openings }];
}

const isSame = (finding: Known, fact: Fact): boolean =>
  finding.severity === fact.severity &&
  isDeepStrictEqual(finding.params, fact.params) &&
  isDeepStrictEqual(finding.cause, fact.cause ?? null);
