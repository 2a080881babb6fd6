import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMyTokens, revokeMyToken } from '../../../kernel/contract/routes/auth.ts';
import type { OutputOf } from '../../api/call.ts';
import { useAction, useRoute } from '../../api/queries.ts';
import { useConfirm } from '../../kit/Confirm.tsx';
import { IconPlus } from '../../kit/icons.ts';
import { Button, Modal, Table } from '../../kit/mantine.ts';
import { Section } from '../../kit/Page.tsx';
import { Show } from '../../kit/states.tsx';
import { Instant, TimeAgo } from '../../kit/Time.tsx';
import { WideTable } from '../../kit/WideTable.tsx';
import { NewToken } from './NewToken.tsx';

type Answer = OutputOf<typeof listMyTokens>;
type Token = Answer['items'][number];

/** API tokens: what they may, until when, and the end of each. */
export function Tokens() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(listMyTokens, {}, { live: ['auth', 'users'] });
  const [isAdding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Section
      title={t('account.tokens')}
      about={t('account.tokensAbout')}
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          {t('account.addToken')}
        </Button>
      }
    >
      <Show answer={answer} lines={3}>
        {({ items, scopes }) => (
          <>
            {items.length === 0 ? <span className="ct-dimmed">{t('account.noTokens')}</span> : <TokenTable tokens={items} />}
            <Modal
              opened={isAdding}
              onClose={close}
              size="lg"
              title={t('account.addToken')}
              closeButtonProps={{ 'aria-label': t('actions.close') }}
            >
              <NewToken scopes={scopes} onClose={close} />
            </Modal>
          </>
        )}
      </Show>
    </Section>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly Token[] }) {
  const { t } = useTranslation('kernel');
  return (
    <WideTable minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('account.tokenName')}</Table.Th>
          <Table.Th>{t('account.scopes')}</Table.Th>
          <Table.Th>{t('account.expires')}</Table.Th>
          <Table.Th>{t('account.lastUsed')}</Table.Th>
          <Table.Th>
            <span className="ct-hidden">{t('account.revoke')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function TokenRow({ token }: { readonly token: Token }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const revoke = useAction(revokeMyToken);
  const verb = t('account.revokeToken', { name: token.name });
  const question = () =>
    ask({ title: `${verb}?`, body: t('account.revokeBody'), verb, tone: 'danger', run: () => revoke.run({ id: token.id }) });
  return (
    <Table.Tr>
      <Table.Td>
        {token.name} <code>{token.hint}…</code>
      </Table.Td>
      <Table.Td className="ct-wrap">{token.scopes.join(', ')}</Table.Td>
      <Table.Td>
        <Instant at={token.expiresAt} none={t('account.noExpiry')} />
      </Table.Td>
      <Table.Td>
        <TimeAgo at={token.lastUsedAt} none={t('time.never')} />
      </Table.Td>
      <Table.Td className="ct-text-right">
        <Button size="compact-sm" variant="default" onClick={question}>
          {t('account.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
