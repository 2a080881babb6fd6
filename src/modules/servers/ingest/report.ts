import { Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Metrics } from '../../../kernel/metrics/metrics.ts';
import type { Actions } from '../actions/actions.ts';
import { sendReport } from '../contract/routes.ts';

/** Takes reports and counts what became of them. The answer carries no command. */
export function reportRoute(actions: Pick<Actions, 'receiveReport'>, metrics: Metrics): Served {
  const reports = metrics.counter('caretaker_servers_reports_total', 'Reports of servers by what became of them.', ['outcome']);
  return serve(sendReport, async ({ body }, { actor }) => {
    if (actor.kind !== 'device') throw new Error(`a ${actor.kind} reached the route of devices`);
    const answer = await actions.receiveReport(actor, body);
    reports.inc({ outcome: answer.ok ? answer.value : answer.code });
    if (!answer.ok) throw new Refusal(answer.code, answer.params);
    return null;
  });
}
