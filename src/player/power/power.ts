import { spawn } from 'node:child_process';
import { PowerIntent } from '../../modules/screens/contract/wire/power.ts';
import { isBefore } from '../../shared/time.ts';

export const DRIVERS = ['none', 'cec', 'wlr-randr'] as const;
export type Driver = (typeof DRIVERS)[number];

/** Null: it is none, or has expired by the console's time. */
export function readIntent(payload: Uint8Array, now: Temporal.Instant): PowerIntent | null {
  try {
    const read = PowerIntent.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return read.success && isBefore(now, Temporal.Instant.from(read.data.expires_at)) ? read.data : null;
  } catch {
    return null;
  }
}

/** What a driver runs; `cec-ctl` of v4l-utils, `wlr-randr` for wlroots compositors. */
export function programFor(driver: Driver, state: 'on' | 'off'): readonly [string, ...string[]] | null {
  switch (driver) {
    case 'none':
      return null;
    case 'cec':
      return ['cec-ctl', '--skip-info', '--to', '0', state === 'on' ? '--image-view-on' : '--standby'];
    case 'wlr-randr':
      return ['wlr-randr', '--output', process.env['CARETAKER_PLAYER_OUTPUT'] ?? 'HDMI-A-1', state === 'on' ? '--on' : '--off'];
  }
}

const PATIENCE_MS = 10_000;

/** Switches the television; resolves with why it could not, or null. */
export function switchTo(driver: Driver, state: 'on' | 'off'): Promise<string | null> {
  const line = programFor(driver, state);
  if (line === null) return Promise.resolve(null);
  const [program, ...args] = line;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? null : `${program} ended with ${code ?? 'a signal'}`));
  });
}
