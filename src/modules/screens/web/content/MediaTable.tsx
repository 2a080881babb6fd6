import { useTranslation } from 'react-i18next';
import { listOf, useAction, useCan, useRoute } from '../../../../web/api/index.ts';
import {
  ActionIcon,
  type Column,
  DataTable,
  EmptyState,
  IconTrash,
  Instant,
  toast,
  useConfirm,
  useFormat,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { deleteMedia, listMedia } from '../../contract/content-routes.ts';
import type { Media } from '../../contract/content-shapes.ts';
import { UploadButton } from './UploadButton.tsx';

/** Pictures and documents that presentations are made of. */
export function MediaTable() {
  const { t } = useTranslation('screens');
  const format = useFormat();
  const siteId = useSiteFilter();
  const mayChange = useCan('screens:schedule');
  const media = listOf(useRoute(listMedia, siteId === undefined ? {} : { siteId }, { keepLast: true }));
  const columns: readonly Column<Media>[] = [
    {
      ...{ key: 'name', title: t('media.name'), grow: true },
      render: ({ name, url }) => (
        <a href={new URL(url).pathname} target="_blank" rel="noreferrer">
          <bdi>{name}</bdi>
        </a>
      ),
    },
    { key: 'kind', title: t('media.kind'), width: 140, render: ({ mimeType }) => mimeType },
    { key: 'size', title: t('media.size'), width: 100, align: 'right', render: ({ bytes }) => format.bytes(bytes) },
    {
      ...{ key: 'dimensions', title: t('media.dimensions'), width: 120, align: 'right' },
      render: ({ width, height }) => (width === null || height === null ? '–' : `${width} × ${height}`),
    },
    { key: 'uses', title: t('media.uses'), width: 110, align: 'right', render: ({ uses }) => format.number(uses) },
    { key: 'at', title: t('media.uploadedAt'), width: 160, render: ({ createdAt }) => <Instant at={createdAt} /> },
    ...(mayChange
      ? [{ key: 'delete', title: '', width: 60, onPhone: true, render: (row: Media) => <DeleteButton media={row} /> } as const]
      : []),
  ];
  return (
    <DataTable
      name="screens-media"
      label={t('events.views.media')}
      list={media}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      empty={
        <EmptyState title={t('media.empty')} action={<UploadButton onUploaded={() => undefined} />}>
          {t('media.emptyText')}
        </EmptyState>
      }
    />
  );
}

function DeleteButton({ media: { id, name } }: { readonly media: Media }) {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(deleteMedia);
  const remove = () =>
    ask({
      ...{ title: t('media.deleteTitle', { name }), body: t('media.deleteAsk'), verb: t('media.delete', { name }), tone: 'danger' },
      run: async () => {
        await run({ id });
        toast.done(t('media.deleted', { name }));
      },
    });
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t('media.delete', { name })} onClick={remove}>
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  );
}
