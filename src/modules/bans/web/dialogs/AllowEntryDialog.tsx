import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  Button,
  Group,
  InstantField,
  KitForm,
  type Mark,
  Modal,
  StatusMark,
  Table,
  TextInput,
  toast,
  useConfirm,
  useKitForm,
  WideTable,
} from '../../../../web/kit/index.ts';
import { type AllowEntry, editAllowed, removeAllowed } from '../../contract/allow-routes.ts';

interface EntryProps {
  readonly entry: AllowEntry;
  onClose(): void;
}

/** One allow entry: its end and note, where it stands, and taking it back. */
export function AllowEntryDialog({ entry, onClose }: EntryProps) {
  const { t } = useTranslation('bans');
  return (
    <Modal opened onClose={onClose} size="lg" title={entry.address} closeButtonProps={{ 'aria-label': t('close') }}>
      {entry.endedAt === null && <EditForm entry={entry} onClose={onClose} />}
      <Placements entry={entry} />
    </Modal>
  );
}

function EditForm({ entry, onClose }: EntryProps) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const remove = useAction(removeAllowed, { touches: ['findings'] });
  const initial: { readonly note: string; readonly until: string | null } = { note: entry.note, until: entry.until };
  const form = useKitForm({
    initial,
    route: editAllowed,
    ifMatch: entry.version,
    toInput: (values) => ({ id: entry.id, ...values }),
    onDone: () => {
      toast.done(t('allow.saved', { address: entry.address }));
      onClose();
    },
  });
  const question = () =>
    ask({
      title: t('allow.removeTitle', { address: entry.address }),
      body: t('allow.removeAsk'),
      verb: t('allow.removeDo', { address: entry.address }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id: entry.id });
        toast.done(t('allow.removed', { address: entry.address }));
        onClose();
      },
    });
  return (
    <KitForm form={form} verb={t('save')} onCancel={onClose}>
      <InstantField label={t('allow.until')} description={t('allow.untilHelp')} {...form.choice('until')} />
      <TextInput label={t('note')} maxLength={200} {...form.text('note')} />
      <Group>
        <Button size="compact-sm" variant="subtle" color="red" onClick={question}>
          {t('allow.removeDo', { address: entry.address })}
        </Button>
      </Group>
    </KitForm>
  );
}

const MARKS: Readonly<Record<AllowEntry['placements'][number]['state'], Mark>> = {
  pending: 'warning',
  placed: 'ok',
  present: 'ok',
  failed: 'critical',
};

function Placements({ entry: { placements } }: Pick<EntryProps, 'entry'>) {
  const { t } = useTranslation('bans');
  if (placements.length === 0) return <p>{t('allow.nowhereText')}</p>;
  return (
    <WideTable minWidth={300}>
      <Table.Caption className="bn-caption">{t('allow.placements')}</Table.Caption>
      <Table.Tbody>
        {placements.map(({ host, jail, state, failureDetail }) => (
          <Table.Tr key={`${host.id} ${jail}`}>
            <Table.Td>{host.name}</Table.Td>
            <Table.Td>{jail}</Table.Td>
            <Table.Td>
              <StatusMark
                mark={MARKS[state]}
                label={t(`allow.placement.${state}`)}
                {...(failureDetail === '' ? {} : { why: failureDetail })}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
