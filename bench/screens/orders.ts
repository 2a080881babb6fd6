import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What the process of the players is told. */
export type Order =
  | { readonly what: 'come'; readonly port: number; readonly count: number }
  | { readonly what: 'talk' }
  | { readonly what: 'flood'; readonly messages: number; readonly window: number }
  | { readonly what: 'finish' };

export interface Told {
  readonly what: 'told';
  /** By UUID, the last number that was acknowledged. */
  readonly last: readonly (readonly [string, number])[];
  readonly sent: number;
  readonly acknowledged: number;
  readonly sentQos0: number;
}

export type Answer = { readonly what: 'done' } | { readonly what: 'lost'; readonly uuid: string } | Told;

/** Players in a process of their own. */
export interface Players {
  give(order: Order): Promise<Answer>;
  /** How many were cut off. */
  lost(): number;
  stop(): Promise<void>;
}

export function startPlayers(): Players {
  const child: ChildProcess = fork(new URL('./player-process.ts', import.meta.url).pathname);
  let lost = 0;
  let waiting: PromiseWithResolvers<Answer> | null = null;
  child.on('message', (answer: Answer) => {
    if (answer.what === 'lost') lost += 1;
    else waiting?.resolve(answer);
  });
  child.on('exit', (code) => waiting?.reject(new Error(`the players ended with ${code}`)));
  return {
    lost: () => lost,
    async give(order) {
      waiting = Promise.withResolvers();
      child.send(order);
      return waiting.promise;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
