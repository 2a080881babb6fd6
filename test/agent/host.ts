import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = new URL('../../agent/report.sh', import.meta.url);

/** What the script may expect on any host, beside a package manager and a sender. */
const TOOLS =
  'awk cat chmod cksum cmp cp cut date grep head id mkdir mktemp readlink rm rmdir sed sha256sum sort stat tail tr uname xargs'.split(' ');

const FOLDERS = ['bin', 'etc', 'boot', 'run', 'tmp', 'lib/modules', 'usr/local/bin', 'var/cache/apk', 'var/lib/pacman/sync'];

/** The script's own paths: all of them lie on the made-up host, so that no test reads or writes this machine's. */
const PATHS = /(?<![\w$}/.])\/((?:etc|boot|run|var|lib|usr)\/|\.dockerenv|proc\/(?:1\/cgroup|vz|bc))/g;

/** nobody: a test that runs as root hands its hosts to a user without rights. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A made-up host: the script with its PATH and its folders turned into a temporary one, and on that PATH only the
 * common tools and what the test puts there. The script itself has no way to be pointed elsewhere, on purpose.
 */
export class Host {
  readonly root = mkdtempSync(join(tmpdir(), 'caretaker-host-'));
  readonly script = join(this.root, 'report.sh');
  readonly #shell: readonly string[];

  constructor(shell: readonly string[] = ['sh']) {
    this.#shell = shell;
    chmodSync(this.root, 0o755);
    for (const folder of FOLDERS) mkdirSync(join(this.root, folder), { recursive: true });
    for (const tool of [...TOOLS, shell[0] ?? 'sh']) this.link(tool);
    const text = readFileSync(SCRIPT, 'utf8').replace('PATH=/usr/sbin:/usr/bin:/sbin:/bin', `PATH=${this.root}/bin`);
    writeFileSync(this.script, text.replaceAll(PATHS, `${this.root}/$1`));
  }

  /** Puts a program of the test's machine on the host. */
  link(program: string): void {
    const path = join(this.root, 'bin', program);
    if (!existsSync(path))
      symlinkSync(execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).trim(), path);
  }

  /** Puts a shell script on the host under a program's name. */
  fake(program: string, body: string): void {
    const path = join(this.root, 'bin', program);
    // A link would be written through, into the program of this machine.
    rmSync(path, { force: true });
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { flag: 'wx', mode: 0o755 });
  }

  write(path: string, text = ''): void {
    writeFileSync(join(this.root, path), text);
  }

  folder(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  mode(path: string): string {
    return execFileSync('stat', ['-c', '%a', join(this.root, path)], { encoding: 'utf8' }).trim();
  }

  run(args: readonly string[], env: Record<string, string> = {}, script = this.script): Outcome {
    const [shell = 'sh', ...before] = this.#shell;
    const { status, stdout, stderr } = spawnSync(shell, [...before, script, ...args], { encoding: 'utf8', ...this.#options(env) });
    return { code: status ?? -1, stdout, stderr };
  }

  /** As `run`, for tests that answer the script while it runs. */
  start(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    return this.#started([this.script, ...args], '', env);
  }

  /** As `curl … | sh -s -- args`: the shell reads the script from a pipe. */
  pipe(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    return this.#started(['-s', '--', ...args], readFileSync(this.script, 'utf8'), env);
  }

  #started(args: readonly string[], stdin: string, env: Record<string, string>): Promise<Outcome> {
    const [shell = 'sh', ...before] = this.#shell;
    const child = spawn(shell, [...before, ...args], this.#options(env));
    // A call that is refused ends without reading anything.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    return outcomeOf(child);
  }

  #options(env: Record<string, string>) {
    if (NOBODY.uid !== undefined) this.#handOver(NOBODY.uid, NOBODY.gid);
    return { cwd: this.root, ...NOBODY, env: { PATH: process.env['PATH'], TMPDIR: join(this.root, 'tmp'), ...env } };
  }

  /** Gives folders and files to a user; links stay as they are, because they lead out of the host. */
  #handOver(uid: number, gid: number): void {
    chownSync(this.root, uid, gid);
    for (const entry of readdirSync(this.root, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory() || entry.isFile()) chownSync(join(entry.parentPath, entry.name), uid, gid);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString();
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, ...said }));
  });
}

/** Whether the test's machine has a program. */
export const has = (program: string): boolean => spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

export const recorded = (name: string): string => readFileSync(new URL(`./recorded/${name}`, import.meta.url), 'utf8');
