import { expect, test } from 'vitest';
import { addHost } from '../../contract/host-routes.ts';
import { emptyHost, hostInput } from './host-form.ts';

const remote = { ...emptyHost, name: 'web01', sshHost: 'web01.example.org', sshUser: 'caretaker', sshKey: 'a private key' };

test('a host on this machine has no ssh account, whatever was typed before', () => {
  expect(hostInput({ ...remote, transport: 'local' }).ssh).toBeNull();
});

test('keys travel only where they were typed', () => {
  expect(hostInput(remote).ssh).toMatchObject({ host: 'web01.example.org', privateKey: 'a private key', configureUser: null });
  expect(hostInput({ ...remote, sshKey: '  ' }).ssh).not.toHaveProperty('privateKey');
});

test('what the form sends fits the contract', () => {
  expect(addHost.input.safeParse(hostInput(remote)).success).toBe(true);
  expect(addHost.input.safeParse(hostInput({ ...remote, transport: 'local' })).success).toBe(true);
});
