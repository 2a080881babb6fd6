import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import { told } from '../contract/told.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { PublishedEvent } from '../events/subscriptions.ts';
import type { FindingsRoom } from '../findings/create-findings.ts';
import type { Check } from '../health/check.ts';
import type { Health } from '../health/health.ts';
import type { Held } from '../held/held.ts';
import type { Served } from '../http/serve.ts';
import type { Leading } from '../leases/leading.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Job, Resource } from '../module.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Seal } from '../secrets/seal.ts';
import type { Settings } from '../settings/settings.ts';
import { createChannelActions } from './channels/actions.ts';
import { createMailSender } from './channels/email.ts';
import { createNtfySender } from './channels/ntfy.ts';
import type { Recipient } from './channels/sending.ts';
import type { SmtpServer } from './channels/smtp-url.ts';
import { createWebhookSender } from './channels/webhook.ts';
import { tellingCheck } from './check.ts';
import { createTellingTimer } from './look/timer.ts';
import { addNotice } from './notices.ts';
import { createDeliver } from './outbox/deliver.ts';
import type { Addressee } from './outbox/message-rows.ts';
import { DELIVER } from './outbox/messages.ts';
import { createPing, pingCheck } from './ping.ts';
import { pruneTellingJob } from './prune.ts';
import { tellingRoutes } from './routes.ts';
import { TELLING_SETTINGS } from './settings.ts';
import type { Telling } from './telling.ts';
import type { Texts } from './texts/texts.ts';
import { writeLetter } from './texts/write.ts';

/** How mail leaves the house. */
export interface MailOptions {
  readonly server: SmtpServer;
  /** `Caretaker <caretaker@example.org>` or a bare address. */
  readonly from: string;
}

export interface TellingParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly leading: Leading;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly outbound: Outbound;
  readonly held: Held;
  readonly health: Health;
  readonly seal: Seal;
  readonly findings: FindingsRoom;
  readonly texts: Texts;
  /** Null: mail is not set up. */
  readonly mail: MailOptions | null;
  /** Of people who have chosen none (IANA). */
  readonly timeZone: string;
  /** Without a trailing slash. */
  readonly publicUrl: string;
}

/** What modules see, and what the composition root wires. */
export interface TellingRoom extends Telling {
  readonly routes: readonly Served[];
  readonly jobs: readonly Job[];
  readonly checks: readonly Check[];
  /** Started where this process leads. */
  readonly leads: readonly Resource[];
  /** Told of every event of every process. */
  hear(event: PublishedEvent): void;
  /** Looks at once at all that has changed, as the timer does. */
  look(): Promise<void>;
}

export function createTelling(parts: TellingParts): TellingRoom {
  const { db, transact, clock, settings, findings, mail, timeZone } = parts;
  const hasMail = mail !== null;
  const timer = createTellingTimer({ ...parts, hasMail });
  const deliver = createDeliver({ ...parts, ...deliveryOf(parts) });
  const channels = createChannelActions({ transact, seal: parts.seal, findings, hasMail });
  return {
    notice: addNotice,
    routes: tellingRoutes({ db, transact, channels, hasMail, timeZone }),
    jobs: [{ queue: DELIVER, run: ({ messageId }) => deliver(String(messageId)) }, pruneTellingJob(parts)],
    checks: [tellingCheck({ db, clock, hasMail }), pingCheck({ db, settings })],
    leads: [timer, createPing(parts)],
    hear: timer.hear,
    look: timer.run,
  };
}

/** How a message becomes a letter, where it goes, and by what. */
function deliveryOf(parts: TellingParts) {
  const { db, outbound, settings, held, mail, publicUrl, clock } = parts;
  const trustedOrigins = () => settings.read(db, 'outbound.allowedOrigins', TELLING_SETTINGS['outbound.allowedOrigins']);
  const host = new URL(publicUrl).hostname;
  return {
    counted: parts.metrics.counter('caretaker_messages_total', 'Tries at messages to people.', ['channel', 'outcome']),
    write: async (message: Parameters<typeof writeLetter>[1], to: Addressee) =>
      writeLetter(parts, message, to, { hasSites: (await countSites(db)) > 1 }),
    recipient: (to: Addressee) => recipientOf(parts.seal, to),
    senders: {
      email: mail === null ? null : createMailSender({ ...mail, host, held }),
      webhook: createWebhookSender({ outbound, trustedOrigins, clock }),
      ntfy: createNtfySender({ outbound, trustedOrigins }),
    },
  };
}

function recipientOf(seal: Seal, to: Addressee): Recipient | null {
  const { target, secretSealed, channelId } = to;
  if (target === null) return null;
  const opened = secretSealed === null ? null : seal.open(secretSealed, channelId);
  if (secretSealed !== null && opened === null) {
    throw new DeliveryError(told('telling.key_unreadable'), { permanent: true });
  }
  const secret = opened === null ? null : new TextDecoder().decode(opened);
  return { username: to.username, displayName: to.displayName, kind: to.channelKind, target, secret };
}

async function countSites(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from kernel.sites where archived_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}
