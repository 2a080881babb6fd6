import type { z } from 'zod';
import type { addHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import type { Level, Transport } from '../../domain/host.ts';

/** What is typed into the form of a host. */
export interface HostValues {
  readonly name: string;
  readonly level: Level;
  readonly transport: Transport;
  readonly socketPath: string;
  readonly configFolder: string;
  readonly sshHost: string;
  readonly sshPort: number | null;
  readonly sshUser: string;
  readonly sshAuth: 'key' | 'agent';
  /** Empty: the stored one stays. */
  readonly sshKey: string;
  /** Empty: the same account. */
  readonly sshConfigureUser: string;
  readonly sshConfigureKey: string;
  readonly tags: readonly string[];
}

export const emptyHost: HostValues = {
  name: '',
  level: 'observe',
  transport: 'ssh',
  socketPath: '/run/fail2ban/fail2ban.sock',
  configFolder: '/etc/fail2ban',
  sshHost: '',
  sshPort: 22,
  sshUser: '',
  sshAuth: 'key',
  sshKey: '',
  sshConfigureUser: '',
  sshConfigureKey: '',
  tags: [],
};

/** The form of a host that is there; keys are never shown. */
export const hostValues = ({ name, level, transport, socketPath, configFolder, ssh, tags }: HostDetail): HostValues => ({
  ...{ name, level, transport, socketPath, configFolder, tags },
  sshHost: ssh?.host ?? '',
  sshPort: ssh?.port ?? 22,
  sshUser: ssh?.user ?? '',
  sshAuth: ssh?.auth ?? 'key',
  sshKey: '',
  sshConfigureUser: ssh?.configureUser ?? '',
  sshConfigureKey: '',
});

type HostInput = Omit<z.input<typeof addHost.input>, 'siteId' | 'ownerUserId'>;

/** What is sent: the ssh account only where one is used, keys only where they were typed. */
export function hostInput({ name, level, transport, socketPath, configFolder, tags, ...ssh }: HostValues): HostInput {
  const own = { name, level, transport, socketPath, configFolder, tags: [...tags] };
  return { ...own, ssh: transport === 'local' ? null : sshInput(ssh) };
}

function sshInput(values: Pick<HostValues, `ssh${string}` & keyof HostValues>): NonNullable<HostInput['ssh']> {
  const { sshHost, sshPort, sshUser, sshAuth, sshKey, sshConfigureUser, sshConfigureKey } = values;
  return {
    host: sshHost,
    port: sshPort ?? 22,
    user: sshUser,
    auth: sshAuth,
    configureUser: sshConfigureUser === '' ? null : sshConfigureUser,
    ...(sshKey.trim() === '' ? {} : { privateKey: sshKey }),
    ...(sshConfigureKey.trim() === '' ? {} : { configureKey: sshConfigureKey }),
  };
}
