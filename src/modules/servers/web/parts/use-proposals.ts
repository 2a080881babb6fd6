import { useEffect, useState } from 'react';
import { asProblem, call } from '../../../../web/api/index.ts';
import type { Proposal } from '../../contract/plan-shapes.ts';
import { planServers } from '../../contract/routes.ts';

type Asked = Omit<Parameters<typeof call<typeof planServers>>[1], 'dryRun'>;

interface Proposals {
  readonly items: readonly Proposal[];
  readonly isLoading: boolean;
  readonly problem: ReturnType<typeof asProblem> | null;
}

const LOADING: Proposals = { items: [], isLoading: true, problem: null };

/** What the planner would do; nothing is written. Asked again when what is asked for changes. */
export function useProposals(asked: Asked): Proposals {
  const [answer, setAnswer] = useState<Proposals>(LOADING);
  const key = JSON.stringify(asked);
  useEffect(() => {
    const ended = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const { proposals } = await call(planServers, { ...JSON.parse(key), dryRun: true }, { signal: ended.signal });
        setAnswer({ items: proposals, isLoading: false, problem: null });
      } catch (thrown) {
        if (!ended.signal.aborted) setAnswer({ items: [], isLoading: false, problem: asProblem(thrown) });
      }
    };
    setAnswer(LOADING);
    void ask();
    return () => ended.abort();
  }, [key]);
  return answer;
}
