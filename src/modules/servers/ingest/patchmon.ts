import type { DeviceActor } from '../../../kernel/auth/actor.ts';
import { type Call, orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Metrics } from '../../../kernel/metrics/metrics.ts';
import type { Actions } from '../actions/actions.ts';
import { pingFromPatchmon, updateFromPatchmon } from '../contract/patchmon-routes.ts';

/** Speaks with PatchMon's agents as their own server would, as far as reports go. No answer carries a command. */
export function patchmonRoutes(actions: Pick<Actions, 'receivePatchmon' | 'pingPatchmon'>, metrics: Metrics): readonly Served[] {
  const reports = metrics.counter('caretaker_servers_patchmon_reports_total', "Reports of PatchMon's agents by what became of them.", [
    'outcome',
  ]);
  return [
    serve(updateFromPatchmon, async (body, call) => {
      const answer = await actions.receivePatchmon(agentOf(call), body);
      reports.inc({ outcome: answer.ok ? answer.value : answer.code });
      if (!answer.ok) throw new Refusal(answer.code, answer.params);
      const pending = (body.packages ?? []).filter(({ needsUpdate }) => needsUpdate === true);
      return {
        ...{ success: true, message: 'Report accepted', packagesProcessed: body.packages?.length ?? 0 },
        ...{ updatesAvailable: pending.length, securityUpdates: pending.filter((each) => each.isSecurityUpdate === true).length },
      };
    }),
    serve(pingFromPatchmon, async ({ hashes, metrics: told }, call) => {
      const { name, wanted } = orRefuse(
        await actions.pingPatchmon(agentOf(call), { packagesHash: hashes?.packagesHash, needsReboot: told?.needsReboot ?? undefined }),
      );
      return {
        ...{ message: 'Ping successful', timestamp: call.clock.now().toString(), friendlyName: name },
        ...{ hashGate: true, requestFull: [...wanted] },
      };
    }),
  ];
}

/** The agent says twice who it is: both must be the same server. */
function agentOf({ actor, header }: Call): DeviceActor {
  if (actor.kind !== 'device') throw new Error(`a ${actor.kind} reached the route of devices`);
  const named = header('x-api-id');
  if (named !== null && named.toLowerCase() !== actor.assetId) throw new Refusal('servers.agent_id');
  return actor;
}
