import { enrolScreen } from '../modules/screens/contract/enrolment-routes.ts';
import type { HardwareClaims } from '../modules/screens/contract/wire/telemetry.ts';
import type { Account } from './account.ts';

export type Enrolment = { readonly state: 'enrolled'; readonly account: Account } | { readonly state: 'held' };

/** Shows a code to a console. Asked again with the same code it answers anew. Throws with the console's own sentence; the cause is its code. */
export async function enrol(consoleUrl: string, code: string, uuid: string, hardware: HardwareClaims): Promise<Enrolment> {
  const reply = await fetch(`${consoleUrl.replace(/\/$/, '')}/api${enrolScreen.path}`, {
    method: enrolScreen.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, uuid, hardware }),
    signal: AbortSignal.timeout(30_000),
  });
  const body: unknown = await reply.json().catch(() => null);
  if (!reply.ok) {
    const sentence = String(Reflect.get(Object(body), 'title') ?? `the console answered ${reply.status}`);
    throw new Error(sentence, { cause: Reflect.get(Object(body), 'code') });
  }
  const answer = enrolScreen.output.parse(body);
  if (answer.state === 'held') return { state: 'held' };
  return { state: 'enrolled', account: { consoleUrl, ...answer.broker } };
}
