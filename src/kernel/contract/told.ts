import { sayingFrom } from './saying.ts';

/** English sentences of the kernel that are told and not refused with: of deliveries and of checks, by code. German ones live with the pages. */
export const KERNEL_TOLD = {
  'told.verbatim': '{text}',

  'outbound.not_http': 'This is not an http or https address.',
  'outbound.credentials': 'Put credentials into a header.',
  'outbound.endless_redirect': '{origin} redirects without end.',
  'outbound.redirects_away': '{origin} redirects to another origin.',
  'outbound.unknown_packing': 'The answer is packed in an unknown way.',
  'outbound.too_large': 'The answer is larger than {bytes} bytes.',
  'outbound.timeout': '{origin} did not answer in time.',
  'outbound.unreachable': '{origin} cannot be reached ({reason}).',
  'outbound.status': '{origin} answered {status}.',
  'outbound.never_called': '{host} leads to an address that is never called.',
  'outbound.own_address': '{host} leads back to the console itself.',
  'outbound.private': '{host} leads into the private network, and no administrator has allowed that.',
  'outbound.no_address': '{host} has no address.',
  'outbound.not_found': '{host} cannot be found.',
  'outbound.not_allowed': '{host} leads to an address that may not be called.',

  'mail.refused': 'The mail server {host} did not take it: {answer}',
  'mail.no_answer': 'The mail server {host} did not take it: no answer',

  'broker.bad_topic': 'This is no topic to publish to.',
  'broker.too_large': 'This is too large to be published.',
  'broker.away': 'The broker is away.',
  'broker.busy': 'Too much is being published at once.',
  'broker.timeout': 'The broker did not answer in time.',
  'broker.refused': 'The broker did not take the message ({reason}).',
  'broker.none_here': 'No broker runs here.',
  'broker.not_started': 'The broker has not been started.',
  'broker.own_away': 'The embedded broker on {host}, port {port}, has been away since {since}: {reason}.',
  'broker.other_away': 'The broker {place} has been away since {since}: {reason}.',
  'broker.connected': 'The broker {place} is connected by MQTT {version}.',
  'broker.clients': 'The embedded broker on {host}, port {port}, has {clients} clients.',

  'files.store_unreachable': 'The file store {endpoint} cannot be reached ({reason}).',
  'files.store_refused': 'The file store {endpoint} refused ({reason}, {status}).',
  'files.store_broken': 'The file store does not work: {reason}',
  'files.store_bucket': 'Bucket {bucket} at {endpoint}.',
  'files.not_read': 'The folder of files cannot be read ({reason}).',
  'files.not_written': 'The folder of files cannot be written ({reason}).',
  'files.folder_broken': 'The folder of files does not work: {reason}.',
  'files.other_content': 'What is read from the place of files is not what was written.',
  'files.free': '{gigabytes} GB are free.',

  'held.unknown': 'The database does not say whether the console is held.',
  'held.since': 'The console was restored from a backup and is held since {since}: nothing leaves it until somebody releases it.',

  'telling.key_unreadable': "The channel's key cannot be opened: it was sealed under another secret key.",
  'telling.interrupted': 'The console ended each time while it sent this.',
  'telling.too_late': 'It came too late to be of use.',
  'telling.before_restore': 'It was planned before the backup was restored, and may have been sent.',
  'telling.own_fault': 'The console could not write or hand over this message; its log says why.',
  'telling.channel_gone': 'The channel is not there any more.',
  'telling.late': 'Messages that should have left more than {minutes} minutes ago: {late}.',
  'telling.with_mail': 'Mail is set up. Messages that wait: {waiting}.',
  'telling.without_mail': 'Mail is not set up. Messages that wait: {waiting}.',

  'ping.off': 'It is switched off.',
  'ping.never': 'It was not called yet.',
  'ping.heard': 'Heard at {at}.',
  'ping.not_ready': 'The console was not ready.',

  'health.no_answer': 'No answer within {seconds} s.',
  'health.stopping': 'The console has been told to end.',

  'database.answers': 'PostgreSQL {version} answers.',
  'migrations.pending': 'Not applied: {names}.',
  'migrations.ahead': 'The database is ahead of this console: {name} was applied by a newer one. Start that, or restore a backup.',
  'migrations.changed': 'The migration {name} was changed after it had been applied. Put the shipped file back.',
  'migrations.late': 'The migration {name} comes too late: a later one has been applied. Give it the next number.',

  'jobs.not_running': 'The worker is not running.',
  'jobs.no_queues': 'There are no queues yet.',
  'jobs.late': 'Jobs that should have begun more than {minutes} minutes ago: {late}.',
  'jobs.waiting': 'Jobs that wait: {waiting}.',

  'scheduler.nobody_yet': 'Nobody leads yet.',
  'scheduler.nobody': 'Nobody leads. One process at least needs the role scheduler.',
  'scheduler.silent':
    'Nobody leads since {seconds} s; the last was process {pid} on {host}. One process at least needs the role scheduler.',
  'scheduler.given_back': 'Nobody leads since {seconds} s: process {pid} on {host} gave it back.',
  'scheduler.leads': 'The leader is process {pid} on {host} since {since}, number {fencing}, last heard of {seconds} s ago.',
} as const;

/** Says one of them. */
export const told = sayingFrom(KERNEL_TOLD);
