import { type Saying, SayingError, sayingOf } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Log } from '../log/log.ts';
import type { Check } from './check.ts';

export type HealthStatus = 'ready' | 'degraded' | 'not-ready';

export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'failing';
  /** How long the probe took, or how long we waited for it. */
  readonly ms: number;
  readonly isCritical: boolean;
  /** English. */
  readonly detail: string | null;
  /** The same for other languages. */
  readonly saying: Saying | null;
}

interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: readonly CheckResult[];
}

/** Every registered check, run when somebody asks. Askers at the same time share one run. */
export interface Health {
  add(check: Check): void;
  report(): Promise<HealthReport>;
  /** From now on not ready, whatever works: who sends requests here is to send them elsewhere. */
  beginStop(): void;
}

/** A check that takes longer is failing: who asks must be answered before their own time is up. */
const PATIENCE_MS = 2_000;

export function createHealth({ log, patienceMs = PATIENCE_MS }: { readonly log: Log; readonly patienceMs?: number }): Health {
  const checks: Check[] = [];
  const states = new Map<string, CheckResult['status']>();
  let running: Promise<HealthReport> | null = null;
  let isStopping = false;

  const run = async (): Promise<HealthReport> => {
    const results = await Promise.all(checks.map((check) => runCheck(check, patienceMs)));
    for (const { name, status, detail } of results) {
      if ((states.get(name) ?? 'ok') !== status) log.warn({ check: name, status, detail }, 'a check has changed');
      states.set(name, status);
    }
    return { status: isStopping ? 'not-ready' : overall(results), checks: isStopping ? [...results, STOPPING] : results };
  };

  return {
    add(check) {
      if (checks.some(({ name }) => name === check.name)) throw new Error(`there are two checks called ${check.name}`);
      checks.push(check);
    },
    report() {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },
    beginStop() {
      isStopping = true;
    },
  };
}

const detailOf = (saying: Saying | null) => ({ detail: saying?.text ?? null, saying });

const STOPPING: CheckResult = { name: 'stopping', status: 'failing', ms: 0, isCritical: true, ...detailOf(told('health.stopping')) };

export function overall(results: readonly Pick<CheckResult, 'status' | 'isCritical'>[]): HealthStatus {
  const failing = results.filter(({ status }) => status === 'failing');
  if (failing.length === 0) return 'ready';
  return failing.some(({ isCritical }) => isCritical) ? 'not-ready' : 'degraded';
}

async function runCheck(check: Check, patienceMs: number): Promise<CheckResult> {
  const started = performance.now();
  const outcome = await withPatience(check, patienceMs);
  return { name: check.name, isCritical: check.isCritical, ms: Math.round((performance.now() - started) * 10) / 10, ...outcome };
}

async function withPatience(check: Check, patienceMs: number): Promise<Pick<CheckResult, 'status' | 'detail' | 'saying'>> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new SayingError(told('health.no_answer', { seconds: patienceMs / 1_000 }))), patienceMs);
  try {
    return { status: 'ok', ...detailOf(await Promise.race([check.probe(), tooLong])) };
  } catch (error) {
    return { status: 'failing', ...detailOf(sayingOf(error)) };
  } finally {
    clearTimeout(timer);
  }
}
