import { spawn } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';

/** Runs the bundled Node in our place. Where this Node cannot replace itself, we stay as its parent and pass signals on. */
export function handOver(node, args) {
  const env = environment(node);
  if (process.execve !== undefined) process.execve(node, [node, ...args], env);
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
}

/** The bundled Node comes first on the path, so that what is started below uses it too. */
export const environment = (node) => ({
  NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled'),
  ...process.env,
  PATH: [dirname(node), resolve('node_modules/.bin'), process.env.PATH].join(delimiter),
});
