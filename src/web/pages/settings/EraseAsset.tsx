import { useTranslation } from 'react-i18next';
import { eraseAsset, listArchivedAssets } from '../../../kernel/contract/routes/streams.ts';
import type { OutputOf } from '../../api/call.ts';
import { useRoute } from '../../api/queries.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { Select, Text, TextInput } from '../../kit/mantine.ts';
import { EmptyState, Show } from '../../kit/states.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';

type Archived = OutputOf<typeof listArchivedAssets>['items'][number];

/** Chooses an archived asset and has its name typed again, for there is no way back. */
export function EraseAsset({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('kernel');
  const archived = useRoute(listArchivedAssets, {}, { live: false });
  return (
    <Show answer={archived}>
      {({ items }) =>
        items.length === 0 ? <EmptyState title={t('streams.nothingArchived')} /> : <EraseForm archived={items} onClose={onClose} />
      }
    </Show>
  );
}

interface EraseValues {
  readonly id: string | null;
  readonly name: string;
}

function EraseForm({ archived, onClose }: { readonly archived: readonly Archived[]; onClose(): void }) {
  const { t } = useTranslation('kernel');
  const initial: EraseValues = { id: null, name: '' };
  const form = useKitForm({
    initial,
    route: eraseAsset,
    toInput: ({ id, name }: EraseValues) => ({ id: id ?? '', name }),
    touches: ['assets'],
    onDone: (_nothing, { name }) => {
      toast.done(t('streams.erased', { name }));
      onClose();
    },
  });
  const chosen = archived.find(({ id }) => id === form.values.id);
  return (
    <KitForm form={form} verb={t('streams.eraseVerb')} onCancel={onClose}>
      <Text size="sm">{t('streams.eraseAbout')}</Text>
      <Select
        label={t('streams.archivedAsset')}
        required
        searchable
        data={archived.map(({ id, name, site, archivedAt }) => ({
          value: id,
          label: t('streams.archivedOn', { name, site, at: archivedAt }),
        }))}
        {...form.choice('id')}
      />
      {chosen !== undefined && (
        <TextInput label={t('streams.typeName', { name: chosen.name })} required autoComplete="off" {...form.text('name')} />
      )}
    </KitForm>
  );
}
