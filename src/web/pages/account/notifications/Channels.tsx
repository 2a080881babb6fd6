import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Channel, testMyChannel } from '../../../../kernel/contract/routes/telling.ts';
import { useAction } from '../../../api/queries.ts';
import { Button, Group, Modal, Stack, Table, Text } from '../../../kit/mantine.ts';
import { type Mark, StatusMark } from '../../../kit/StatusMark.tsx';
import { sayingText } from '../../../kit/sentence.ts';
import { TimeAgo } from '../../../kit/Time.tsx';
import { attempt, toast } from '../../../kit/toast.tsx';
import { WideTable } from '../../../kit/WideTable.tsx';
import { EditChannel } from './EditChannel.tsx';

/** Addresses have no blanks to break at. */
const BREAK = { overflowWrap: 'anywhere' } as const;

/** One's own channels, each with what became of its last message. */
export function Channels({ channels }: { readonly channels: readonly Channel[] }) {
  const { t } = useTranslation('kernel');
  const [editedId, setEditedId] = useState<string | null>(null);
  const edited = channels.find(({ id }) => id === editedId);
  const nameOf = useChannelName();
  if (channels.length === 0) return <span className="ct-dimmed">{t('notify.none')}</span>;
  return (
    <>
      <WideTable minWidth={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('notify.name')}</Table.Th>
            <Table.Th>{t('notify.hears')}</Table.Th>
            <Table.Th>{t('telling.stateTitle')}</Table.Th>
            <Table.Th>{t('notify.last')}</Table.Th>
            <Table.Th>
              <span className="ct-hidden">{t('notify.change')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {channels.map((channel) => (
            <ChannelLine key={channel.id} channel={channel} onEdit={() => setEditedId(channel.id)} />
          ))}
        </Table.Tbody>
      </WideTable>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEditedId(null)}
        title={edited === undefined ? '' : t('notify.edit', { name: nameOf(edited) })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {edited !== undefined && <EditChannel key={edited.version} channel={edited} onClose={() => setEditedId(null)} />}
      </Modal>
    </>
  );
}

/** The account's mail has no name of its own. */
export function useChannelName(): (channel: Pick<Channel, 'name' | 'kind'>) => string {
  const { t } = useTranslation('kernel');
  return ({ name, kind }) => (name === '' ? t(`notify.kinds.${kind}`) : name);
}

function ChannelLine({ channel, onEdit }: { readonly channel: Channel; onEdit(): void }) {
  const { t } = useTranslation('kernel');
  const nameOf = useChannelName();
  const test = useAction(testMyChannel, { touches: ['telling'] });
  const send = async () => {
    await test.run({ id: channel.id });
    toast.done(t('notify.testAsked'));
  };
  const name = nameOf(channel);
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={0}>
          <bdi>{name}</bdi>
          <Text size="xs" c="dimmed" style={BREAK}>
            {channel.target ?? t('notify.accountMail')}
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td>{t(`notify.hearing.${channel.hears}`)}</Table.Td>
      <Table.Td>
        <ChannelState channel={channel} />
      </Table.Td>
      <Table.Td>
        <LastMessage last={channel.last} />
      </Table.Td>
      <Table.Td className="ct-text-right">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('notify.testShort')}: ${name}`}
            disabled={!channel.isUsable}
            loading={test.isPending}
            onClick={() => attempt(send)}
          >
            {t('notify.testShort')}
          </Button>
          <Button size="compact-sm" variant="default" aria-label={t('notify.edit', { name })} onClick={onEdit}>
            {t('notify.change')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

const lastError = ({ last }: Channel): string | null => (last === null ? null : sayingText(last.saying, last.error));

function ChannelState({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation('kernel');
  if (!channel.isOn) return <StatusMark mark="off" label={t('notify.off')} />;
  if (!channel.isUsable) return <StatusMark mark="unknown" label={t('notify.notUsable')} />;
  if (channel.failingSince !== null) return <StatusMark mark="warning" label={t('notify.failing')} why={lastError(channel) ?? undefined} />;
  return <StatusMark mark="ok" label={t('notify.on')} />;
}

const MARKS: Readonly<Record<NonNullable<Channel['last']>['state'], Mark>> = {
  planned: 'unknown',
  sending: 'unknown',
  sent: 'ok',
  failed: 'warning',
  unknown: 'unknown',
  cancelled: 'off',
};

/** What became of a message; why, where it is not simply there. */
export function MessageState({ state, error }: { readonly state: keyof typeof MARKS; readonly error: string | null }) {
  const { t } = useTranslation('kernel');
  return <StatusMark mark={MARKS[state]} label={t(`notify.state.${state}`)} why={error ?? undefined} />;
}

function LastMessage({ last }: { readonly last: Channel['last'] }) {
  const { t } = useTranslation('kernel');
  if (last === null) return <span className="ct-dimmed">{t('notify.never')}</span>;
  return (
    <Stack gap={0}>
      <MessageState state={last.state} error={null} />
      <Text size="xs" c="dimmed">
        <TimeAgo at={last.at} />
      </Text>
      {last.error !== null && (
        <Text size="xs" style={BREAK} maw={320}>
          {sayingText(last.saying, last.error)}
        </Text>
      )}
    </Stack>
  );
}
