import { z } from 'zod';
import { type AckMessage, CommandMessage } from '../../modules/screens/contract/wire/command.ts';
import { isBefore } from '../../shared/time.ts';
import type { Known, KnownOnes } from './known.ts';
import type { Outcome } from './outcome.ts';

export interface IntakeParts {
  readonly uuid: string;
  /** The console's time. */
  now(): Temporal.Instant;
  readonly known: KnownOnes;
  /** Resolves when the broker has it, rejects where it has not. */
  send(ack: AckMessage): Promise<void>;
  /** Does it; for what ends this program it need not come back. */
  act(command: CommandMessage): Promise<Outcome>;
  warn(message: string): void;
}

export interface Intake {
  /** A message of the commands' topics. */
  take(payload: Uint8Array): Promise<void>;
  /** After a start: what was begun before has been done, what was taken up is done now, what was not told is told. */
  resume(): Promise<void>;
  /** After each connection: what the broker does not have yet. */
  tell(): Promise<void>;
}

const HasId = z.object({ command_id: z.uuid() });

export function createIntake(parts: IntakeParts): Intake {
  const { known, now } = parts;

  const tellOf = async (id: string): Promise<void> => {
    for (let one = known.find(id); one !== null && one.acks.length > 0; one = known.find(id)) {
      const [ack] = one.acks;
      if (ack === undefined) return;
      if (isOver(one.command)) {
        known.save({ ...one, acks: [] });
        return;
      }
      await parts.send(ack);
      // Another may have come meanwhile: only what was sent goes.
      const after = known.find(id) ?? one;
      known.save({ ...after, acks: after.acks.filter((each) => !isSame(each, ack)) });
    }
  };
  const isOver = ({ expires_at }: CommandMessage): boolean => !isBefore(now(), Temporal.Instant.from(expires_at));
  const note = async (one: Known, state: Known['state'], ack: Omit<AckMessage, 'command_id'>): Promise<Known> => {
    const next = { ...one, state, acks: [...one.acks, { command_id: one.command.command_id, ...ack }] };
    known.save(next);
    await tellQuietly(one.command.command_id);
    return known.find(one.command.command_id) ?? next;
  };
  const tellQuietly = (id: string): Promise<void> =>
    tellOf(id).catch((error: unknown) => parts.warn(`an acknowledgement waits: ${String(error)}`));

  const run = async (accepted: Known): Promise<void> => {
    const begun = await note(accepted, 'begun', { status: 'execution_started', ...NO_ERROR });
    const outcome = await parts.act(begun.command);
    await finish(begun, outcome);
  };
  const finish = async (one: Known, outcome: Outcome): Promise<void> => {
    if (outcome.ok) await note(one, 'ended', { status: 'completed', ...NO_ERROR });
    else await note(one, 'ended', { status: 'failed', error_code: outcome.code, error_message: outcome.message });
  };
  /** Nothing of it is kept: it was none, or is another one's word already. */
  const refuse = (id: string, error_code: string, error_message: string): Promise<void> =>
    parts.send({ command_id: id, status: 'failed', error_code, error_message }).catch((error: unknown) => parts.warn(String(error)));

  return {
    async take(payload) {
      const read = readCommand(payload);
      if (read.command === null) {
        if (read.id !== null) await refuse(read.id, read.isMissing ? 'missing_field' : 'invalid_schema', read.reason);
        else parts.warn(`a command that is none: ${read.reason}`);
        return;
      }
      const { command } = read;
      if (command.client_uuid !== parts.uuid) return void (await refuse(command.command_id, 'invalid_schema', 'it is for another player'));
      if (known.find(command.command_id) !== null) {
        return void (await refuse(command.command_id, 'duplicate_command', 'this command is known already'));
      }
      if (isOver(command)) return void (await refuse(command.command_id, 'stale_command', `it has expired at ${command.expires_at}`));
      try {
        const one: Known = { command, seenAt: now().toString(), state: 'accepted', acks: [] };
        await run(await note(one, 'accepted', { status: 'accepted', ...NO_ERROR }));
      } catch (error) {
        // It could not be written down: done now, it would be done once more after the next message.
        await refuse(command.command_id, 'internal_error', String(error));
      }
    },
    async resume() {
      for (const one of known.unfinished()) {
        if (one.state === 'begun') await finish(one, { ok: true });
        else if (one.state === 'accepted' && isOver(one.command)) known.save({ ...one, state: 'ended', acks: [] });
        else if (one.state === 'accepted') await run(one);
      }
    },
    async tell() {
      for (const { command } of known.unfinished()) await tellQuietly(command.command_id);
    },
  };
}

/** A status is told once of a command. */
const isSame = (one: AckMessage, other: AckMessage): boolean => one.status === other.status;

const NO_ERROR = { error_code: null, error_message: null } as const;

type Read =
  | { readonly command: CommandMessage }
  | { readonly command: null; readonly id: string | null; readonly isMissing: boolean; readonly reason: string };

function readCommand(payload: Uint8Array): Read {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    return { command: null, id: null, isMissing: false, reason: String(error) };
  }
  const read = CommandMessage.safeParse(value);
  if (read.success) return { command: read.data };
  const id = HasId.safeParse(value);
  const [issue] = read.error.issues;
  const [field] = issue?.path ?? [];
  const isMissing = field !== undefined && Reflect.get(Object(value), field) === undefined;
  const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it cannot be read'}`;
  return { command: null, id: id.success ? id.data.command_id : null, isMissing, reason };
}
