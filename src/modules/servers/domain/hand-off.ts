import { ok, type Result, refuse } from '../../../shared/result.ts';

/** Semaphore and AWX are the webhook with a body that they understand. */
export type HandOffKind = 'webhook' | 'semaphore' | 'awx';

export interface HandOffTarget {
  readonly kind: HandOffKind;
  readonly url: string;
  /** The task template of Semaphore. */
  readonly templateId: number | null;
}

/** What the order is about. */
export interface Order {
  readonly slotId: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly server: { readonly id: string; readonly name: string; readonly hostname: string; readonly ipAddress: string | null };
  /** Where and with which token the outcome may be told. */
  readonly callback: { readonly url: string; readonly token: string };
}

export type HandOffFault = 'servers.hand_off_bad_url' | 'servers.hand_off_needs_template';

/** What a person typed. Credentials in an address would end up in logs on the way: they belong into the secret. */
export function checkTarget(target: HandOffTarget): Result<HandOffTarget, HandOffFault> {
  const url = URL.parse(target.url.trim());
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.username !== '' || url.password !== '') return refuse('servers.hand_off_bad_url', { path: 'url' });
  if (target.kind === 'semaphore' && target.templateId === null) return refuse('servers.hand_off_needs_template', { path: 'templateId' });
  return ok({ ...target, url: url.href, templateId: target.kind === 'semaphore' ? target.templateId : null });
}

// Ansible reads a limit as a pattern (docs.ansible.com, "Patterns: targeting hosts and groups").
const ONE_HOST = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;
const OF_ALL = ['all', 'ungrouped'];

/**
 * Whether an order can mean this machine only. Machines may tell their host names themselves: one called `all`, `*` or `a,b` would have
 * the others updated with it, whatever their own hours say.
 */
export const isLimitable = ({ kind }: Pick<HandOffTarget, 'kind'>, hostname: string): boolean =>
  kind === 'webhook' || (ONE_HOST.test(hostname) && !OF_ALL.includes(hostname.toLowerCase()));

/** The body that the target reads. All of them limit themselves to the one machine, by its host name. */
export function orderBody({ kind, templateId }: HandOffTarget, order: Order): string {
  const { slotId, server, callback } = order;
  const facts = {
    caretaker_slot: slotId,
    caretaker_server: server.name,
    caretaker_callback: callback.url,
    caretaker_token: callback.token,
  };
  switch (kind) {
    case 'semaphore':
      // Semaphore takes the variables as a text of JSON.
      return JSON.stringify({ template_id: templateId, limit: server.hostname, environment: JSON.stringify(facts) });
    case 'awx':
      return JSON.stringify({ limit: server.hostname, extra_vars: facts });
    case 'webhook':
      return JSON.stringify({
        action: 'update',
        slot: { id: slotId, startsAt: order.startsAt.toString(), endsAt: order.endsAt.toString() },
        server,
        callback,
      });
  }
}

/** What became of an order, as far as an answer tells. */
export interface Told {
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly text: string;
  /** Where to ask next; null: nowhere. Always of the target's own origin. */
  readonly statusUrl: string | null;
}

/** An answer to an order, or at a status address. Words that nobody knows mean that it runs. */
export function readAnswer(target: HandOffTarget, status: number, body: string): Told {
  const answer = objectIn(body);
  const text = textIn(answer);
  if (status < 200 || status > 299)
    return { state: 'failed', text: text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`, statusUrl: null };
  return { state: stateIn(answer), text, statusUrl: statusUrlIn(target, answer) };
}

const SUCCEEDED = ['success', 'succeeded', 'successful', 'ok', 'done'];
const FAILED = ['failed', 'failure', 'error', 'errored', 'canceled', 'cancelled', 'stopped', 'rejected'];

/** `state` of ours, `status` of AWX and Semaphore. */
function stateIn(answer: Readonly<Record<string, unknown>>): Told['state'] {
  const said = String(answer['state'] ?? answer['status'] ?? '').toLowerCase();
  if (SUCCEEDED.includes(said)) return 'succeeded';
  return FAILED.includes(said) ? 'failed' : 'running';
}

const LONGEST_TEXT = 2_000;

function textIn(answer: Readonly<Record<string, unknown>>): string {
  const said = [
    answer['text'],
    answer['message'],
    answer['detail'],
    answer['error'],
    answer['result_traceback'],
    answer['job_explanation'],
  ];
  return (
    said
      .find((each): each is string => typeof each === 'string' && each.trim() !== '')
      ?.trim()
      .slice(0, LONGEST_TEXT) ?? ''
  );
}

/** Told by a webhook; AWX answers the path of its job; Semaphore the number of its task, which stands below the address of the tasks. */
function statusUrlIn({ kind, url }: HandOffTarget, answer: Readonly<Record<string, unknown>>): string | null {
  if (kind === 'semaphore') return typeof answer['id'] === 'number' ? ownUrl(url, `${url.replace(/\/+$/, '')}/${answer['id']}`) : null;
  const said = kind === 'awx' ? answer['url'] : answer['statusUrl'];
  return typeof said === 'string' && said.length <= LONGEST_TEXT ? ownUrl(url, said) : null;
}

/** An answer must not lead the console, with its secret, to somebody else. */
function ownUrl(target: string, said: string): string | null {
  const [base, url] = [URL.parse(target), URL.parse(said, target)];
  return base !== null && url !== null && url.origin === base.origin ? url.href : null;
}

function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {}; // No JSON: the status line says all there is.
  }
}
