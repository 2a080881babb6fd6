import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMyLink, listMyLinks, revokeMyLink } from '../../../kernel/contract/routes/links.ts';
import type { OutputOf } from '../../api/call.ts';
import { useAction, useRoute } from '../../api/queries.ts';
import { useConfirm } from '../../kit/Confirm.tsx';
import { IconPlus } from '../../kit/icons.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { Button, Modal, Select, Stack, Table, TextInput } from '../../kit/mantine.ts';
import { Section } from '../../kit/Page.tsx';
import { Secret } from '../../kit/Secret.tsx';
import { TimeAgo } from '../../kit/Time.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { WideTable } from '../../kit/WideTable.tsx';

type Answer = OutputOf<typeof listMyLinks>;
type Link = Answer['items'][number];
type Purposes = Answer['purposes'];

/** Secret addresses for calendar programs and the like; nothing is shown where there can be none. */
export function Links() {
  const { t } = useTranslation('kernel');
  const { value } = useRoute(listMyLinks, {}, { live: ['auth', 'users'] });
  const [isAdding, setAdding] = useState(false);
  const close = () => setAdding(false);
  if (value === undefined || value.purposes.length + value.items.length === 0) return null;
  return (
    <Section
      title={t('account.links')}
      about={t('account.linksAbout')}
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          {t('account.addLink')}
        </Button>
      }
    >
      {value.items.length === 0 ? <span className="ct-dimmed">{t('account.noLinks')}</span> : <LinkTable links={value.items} />}
      <Modal
        opened={isAdding}
        onClose={close}
        size="lg"
        title={t('account.addLink')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        <NewLink purposes={value.purposes} onClose={close} />
      </Modal>
    </Section>
  );
}

interface NewLinkProps {
  readonly purposes: Purposes;
  onClose(): void;
}

/** Asks what the link is for, then shows its address this once. */
function NewLink({ purposes, onClose }: NewLinkProps) {
  const { t } = useTranslation('kernel');
  const [url, setUrl] = useState<string | null>(null);
  if (url === null) return <LinkForm purposes={purposes} onMade={setUrl} onClose={onClose} />;
  return (
    <Stack>
      <Secret label={t('account.linkOnce')} value={url} />
      <Button onClick={onClose}>{t('account.linkKept')}</Button>
    </Stack>
  );
}

function LinkForm({ purposes, onMade, onClose }: NewLinkProps & { onMade(url: string): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: { name: '', purpose: purposes[0]?.name ?? '' },
    route: addMyLink,
    toInput: (values) => values,
    onDone: ({ url }) => onMade(url),
  });
  const labelOf = ({ name, about }: Purposes[number]): string => t(`linkPurposes.${name.replace('.', '_')}`, { defaultValue: about });
  return (
    <KitForm form={form} verb={t('account.addLink')} onCancel={onClose}>
      <TextInput label={t('account.tokenName')} description={t('account.linkNameHelp')} required data-autofocus {...form.text('name')} />
      <Select
        label={t('account.linkShows')}
        data={purposes.map((purpose) => ({ value: purpose.name, label: labelOf(purpose) }))}
        allowDeselect={false}
        value={form.values.purpose}
        onChange={(purpose) => purpose !== null && form.set('purpose', purpose)}
      />
    </KitForm>
  );
}

function LinkTable({ links }: { readonly links: readonly Link[] }) {
  const { t } = useTranslation('kernel');
  return (
    <WideTable minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('account.tokenName')}</Table.Th>
          <Table.Th>{t('account.linkShows')}</Table.Th>
          <Table.Th>{t('account.lastUsed')}</Table.Th>
          <Table.Th>
            <span className="ct-hidden">{t('account.revoke')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {links.map((link) => (
          <LinkRow key={link.id} link={link} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function LinkRow({ link }: { readonly link: Link }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const revoke = useAction(revokeMyLink);
  const verb = t('account.revokeToken', { name: link.name });
  const question = () =>
    ask({ title: `${verb}?`, body: t('account.revokeLinkBody'), verb, tone: 'danger', run: () => revoke.run({ id: link.id }) });
  return (
    <Table.Tr>
      <Table.Td>
        {link.name} <code>{link.hint}…</code>
      </Table.Td>
      <Table.Td className="ct-wrap">{t(`linkPurposes.${link.purpose.replace('.', '_')}`, { defaultValue: link.purpose })}</Table.Td>
      <Table.Td>
        <TimeAgo at={link.lastUsedAt} none={t('time.never')} />
      </Table.Td>
      <Table.Td className="ct-text-right">
        <Button size="compact-sm" variant="default" onClick={question}>
          {t('account.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
