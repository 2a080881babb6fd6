import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useAction, useRoute } from '../../../../web/api/index.ts';
import { Button, CopyBlock, Facts, Instant, Section, Show, Stack, StatusMark, Text, toast, useConfirm } from '../../../../web/kit/index.ts';
import { getSharedAccount, renewSharedAccount } from '../../contract/legacy-routes.ts';

type Account = OutputOf<typeof getSharedAccount>;
type Renewed = OutputOf<typeof renewSharedAccount>;

/** The account that players of the old contract share: its state, and a new password for it. */
export function SharedAccount() {
  const { t } = useTranslation('screens');
  const account = useRoute(getSharedAccount, {});
  return (
    <Section title={t('wire.shared')} about={t('wire.sharedAbout')}>
      <Show answer={account} lines={2}>
        {(found) => (found.isOn ? <SharedAccountOn account={found} /> : <span className="sc-dim">{t('wire.off')}</span>)}
      </Show>
    </Section>
  );
}

function SharedAccountOn({ account }: { readonly account: Account }) {
  const { t } = useTranslation('screens');
  const [renewed, setRenewed] = useState<Renewed | null>(null);
  const { issuedAt, isLost, username, url, screenCount } = account;
  return (
    <Stack gap="md">
      {isLost && <StatusMark mark="critical" label={t('wire.lost')} />}
      <Facts
        items={[
          [t('wire.user'), <code key="user">{username}</code>],
          [t('wire.broker'), <code key="broker">{url}</code>],
          [t('wire.made'), <Instant key="made" at={issuedAt} none={t('wire.madeNone')} />],
          [t('wire.screens'), String(screenCount)],
        ]}
      />
      {renewed !== null && <Password renewed={renewed} />}
      <Renew isFirst={issuedAt === null} onRenewed={setRenewed} />
    </Stack>
  );
}

function Renew({ isFirst, onRenewed }: { readonly isFirst: boolean; onRenewed(renewed: Renewed): void }) {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(renewSharedAccount);
  const renew = async () => {
    onRenewed(await run({}));
    toast.done(t('wire.renewed'));
  };
  const question = () => ask({ title: t('wire.renewTitle'), body: t('wire.renewAsk'), verb: t('wire.renew'), tone: 'danger', run: renew });
  return (
    <div>
      <Button variant="default" onClick={question}>
        {t(isFirst ? 'wire.renewFirst' : 'wire.renew')}
      </Button>
    </div>
  );
}

function Password({ renewed: { password, ca } }: { readonly renewed: Renewed }) {
  const { t } = useTranslation('screens');
  return (
    <Stack gap="xs" role="status">
      <Text size="sm">{t('wire.once')}</Text>
      <CopyBlock label={t('wire.password')} text={password} />
      {ca !== null && <CopyBlock label={t('wire.ca')} text={ca} />}
    </Stack>
  );
}
