import type { Result } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import { HostError } from '../../devices/hosts/access.ts';
import { effectOf, parseStream } from '../../domain/config/stream.ts';
import { type Drift, driftOf, type JailState } from '../../domain/drift.ts';
import { configuredStates, runningState } from '../../domain/drift-states.ts';
import { jailSettingsOf } from './jail-settings.ts';
import type { HostParts } from './parts.ts';
import type { HostAccess } from './reach.ts';

/** What the running fail2ban has and its files have not, asked of the host now. */
export const createDrift =
  ({ reach }: Pick<HostParts, 'reach'>) =>
  (id: string): Promise<Result<readonly Drift[], ReachCode>> =>
    reach.reach(id, 'observe', compare);

async function compare(host: HostAccess): Promise<readonly Drift[]> {
  const { code, stdout, stderr } = await host.run({ program: 'dump' });
  const { commands, odd } = parseStream(stdout);
  if (code !== 0 || odd !== null) {
    const said = odd ?? stderr.trim().slice(-500);
    throw new HostError('bad_answer', `its files cannot be read by fail2ban-client: ${said}`);
  }
  const configured = configuredStates(effectOf(commands));
  const running = new Map<string, JailState>();
  for (const name of await host.fail2ban.jailNames()) {
    running.set(name, runningState(await jailSettingsOf(host.fail2ban, name), configured.get(name)));
  }
  return driftOf(running, configured);
}
