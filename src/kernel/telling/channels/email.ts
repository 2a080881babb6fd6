import { createTransport } from 'nodemailer';
import { told } from '../../contract/told.ts';
import type { Held } from '../../held/held.ts';
import { DeliveryError } from '../../outbound/delivery-error.ts';
import type { Send } from './sending.ts';
import type { SmtpServer } from './smtp-url.ts';

export interface MailParts {
  readonly server: SmtpServer;
  /** `Caretaker <caretaker@example.org>` or a bare address. */
  readonly from: string;
  /** Domain of message ids: the console's own host name. */
  readonly host: string;
  readonly held: Pick<Held, 'whileNotHeld'>;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/** The way to a mail server; `doctor` tries it without sending. */
export const transportTo = (server: SmtpServer) =>
  createTransport({
    host: server.host,
    port: server.port,
    secure: server.isImplicitTls,
    requireTLS: server.needsTls,
    ignoreTLS: !server.isImplicitTls && !server.needsTls,
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS, dnsTimeout: CONNECT_MS },
    // Letters are ours: nothing in them names a file or an address to be fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });

/** Sends mail by SMTP. The same letter bears the same Message-ID at every try, so that a mail box can tell a second one. */
export function createMailSender({ server, from, host, held }: MailParts): Send {
  const transport = transportTo(server);
  return async (letter, { target, displayName, username }) => {
    const mail = {
      from,
      // Given as an object, a name cannot add another recipient.
      to: { name: displayName === '' ? username : displayName, address: target },
      subject: letter.title,
      text: letter.text,
      html: letter.html,
      date: new Date(letter.createdAt.epochMilliseconds),
      messageId: `<${letter.id}@${host}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'Content-Language': letter.language,
        ...(letter.isCritical ? { Importance: 'high' } : {}),
      },
    };
    try {
      await held.whileNotHeld(() => transport.sendMail(mail));
    } catch (error) {
      throw toDeliveryError(error, server);
    }
  };
}

/** RFC 5321 section 4.2.1: 5yz is for good, 4yz for now. Of a sign-in that was refused the operator has to hear, but a mail is not lost by it. */
function toDeliveryError(error: unknown, { host }: SmtpServer): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, responseCode, response } = facts(error);
  const permanent = code !== 'EAUTH' && (responseCode === null ? code === 'EENVELOPE' : responseCode >= 500);
  const answer = response === null ? code : response.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  const saying = answer === null ? told('mail.no_answer', { host }) : told('mail.refused', { host, answer });
  return new DeliveryError(saying, { permanent, cause: error });
}

function facts(error: unknown): { readonly code: string | null; readonly responseCode: number | null; readonly response: string | null } {
  const field = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : null);
  const [code, responseCode, response] = [field('code'), field('responseCode'), field('response')];
  return {
    code: typeof code === 'string' ? code : null,
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    response: typeof response === 'string' ? response : null,
  };
}
