import { spawn } from 'node:child_process';

/** Tells systemd (`sd_notify`) by its own program; nothing where no unit asked for it. */
export function notifySystemd(words: readonly string[]): void {
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  const child = spawn('systemd-notify', [...words], { stdio: 'ignore' });
  child.on('error', () => {}); // The unit's watchdog will say so.
}

/** Half of the time after which systemd ends us (`WATCHDOG_USEC`); null: it does not watch. */
export function watchdogMs(): number | null {
  const microseconds = Number(process.env['WATCHDOG_USEC'] ?? '');
  return Number.isFinite(microseconds) && microseconds > 0 ? microseconds / 2_000 : null;
}
