import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const PROJECT = new URL('../../', import.meta.url).pathname;
export const deployed = (path: string): string => join(PROJECT, 'deploy', path);
export const readDeployed = (path: string): string => readFileSync(deployed(path), 'utf8');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder of the file's, removed after its last test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-deploy-'));
  folders.push(folder);
  return folder;
}

/** Runs a program to its end; answers what it said. Throws where it fails. */
export function said(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
  return `${stdout}${stderr}`;
}

/** YAML by Python's reader, merge keys included. */
export function yaml(path: string): unknown {
  const read = 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)';
  return JSON.parse(said('python3', ['-c', read, deployed(path)]));
}
