import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { Alert, Button, Code, Facts, Section, Stack, Text, TimeAgo, toast, useConfirm, useFormat } from '../../../../web/kit/index.ts';
import { confirmHostKey } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { useSpan } from '../view/use-span.ts';

interface OverviewProps {
  readonly host: HostDetail;
}

/** How the host is reached, and what was last learnt of it. */
export function OverviewTab({ host }: OverviewProps) {
  return (
    <>
      <HostKey host={host} />
      <Seen host={host} />
      <Reached host={host} />
    </>
  );
}

/** Before the first use, and when the host shows another key: a person compares, nothing is sent until then. */
function HostKey({ host: { id, name, ssh, may } }: OverviewProps) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const confirm = useAction(confirmHostKey);
  if (ssh === null || ssh.hostKeySeen === null || ssh.hostKeySeen === ssh.hostKey) return null;
  const { hostKey, hostKeySeen: fingerprint } = ssh;
  const question = () =>
    ask({
      title: t('hosts.key.confirmTitle', { name }),
      body: t('hosts.key.confirmAsk', { fingerprint }),
      verb: t('hosts.key.confirmDo', { name }),
      ...(hostKey === null ? {} : { tone: 'danger' as const }),
      run: async () => {
        await confirm.run({ id, fingerprint });
        toast.done(t('hosts.key.confirmed', { name }));
      },
    });
  return (
    <Alert color={hostKey === null ? 'yellow' : 'red'} title={t(hostKey === null ? 'hosts.key.new' : 'hosts.key.changed')} mb="md">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t(hostKey === null ? 'hosts.key.newText' : 'hosts.key.changedText')}</Text>
        <Facts
          items={[
            [t('hosts.key.shown'), <Code key="shown">{fingerprint}</Code>],
            ...(hostKey === null ? [] : [[t('hosts.key.known'), <Code key="known">{hostKey}</Code>] as const]),
          ]}
        />
        <Text size="sm">
          {t('hosts.key.compare')} <Code>ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</Code>
        </Text>
        {may.includes('bans:hosts') && (
          <Button variant="default" onClick={question}>
            {t('hosts.key.confirm')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function Seen({ host }: OverviewProps) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const span = useSpan();
  const isKnown = host.contactedAt !== null;
  return (
    <Section title={t('hosts.seen')}>
      <Facts
        items={[
          [t('hosts.contacted'), <TimeAgo key="at" at={host.contactedAt} none={t('never')} />],
          [t('jails.currentlyBanned'), isKnown ? number(host.currentlyBanned) : t('unknown')],
          [t('jails.currentlyFailed'), isKnown ? number(host.currentlyFailed) : t('unknown')],
          [t('hosts.jails'), isKnown ? number(host.jailCount) : t('unknown')],
          [t('hosts.version'), host.fail2banVersion ?? t('unknown')],
          [t('hosts.readUntil'), <TimeAgo key="read" at={host.readUntil} none={t('never')} />],
          [t('hosts.database'), host.databaseFile ?? t('unknown')],
          [t('hosts.purgeAge'), span(host.purgeAgeSeconds)],
          [t('hosts.addresses'), host.addresses.length === 0 ? t('unknown') : host.addresses.join(', ')],
        ]}
      />
    </Section>
  );
}

function Reached({ host }: OverviewProps) {
  const { t } = useTranslation('bans');
  const { ssh } = host;
  const account = (user: string, hasKey: boolean) => (hasKey ? t('hosts.withKey', { user }) : user);
  const sshFacts =
    ssh === null
      ? []
      : ([
          [t('hosts.sshHost'), `${ssh.host}:${ssh.port}`],
          [t('hosts.sshUser'), account(ssh.user, ssh.hasKey)],
          [
            t('hosts.sshConfigureUser'),
            ssh.configureUser === null ? t('hosts.sameAccount') : account(ssh.configureUser, ssh.hasConfigureKey),
          ],
          [t('hosts.key.known'), ssh.hostKey === null ? t('hosts.key.none') : <Code key="key">{ssh.hostKey}</Code>],
        ] as const);
  return (
    <Section title={t('hosts.reached')}>
      <Facts
        items={[
          [
            t('hosts.level'),
            <>
              {t(`level.${host.level}`)}
              <div className="bn-dim">{t(`levelAbout.${host.level}`)}</div>
            </>,
          ],
          [t('hosts.transport'), t(`transport.${host.transport}`)],
          ...sshFacts,
          [t('hosts.socketPath'), <Code key="socket">{host.socketPath}</Code>],
          [t('hosts.configFolder'), <Code key="folder">{host.configFolder}</Code>],
          [t('site'), host.site.name],
          [t('hosts.machine'), host.machine?.name ?? t('hosts.noMachine')],
          [t('hosts.tags'), host.tags.length === 0 ? t('hosts.none') : host.tags.join(', ')],
        ]}
      />
    </Section>
  );
}
