import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { ActionIcon, Button, Fieldset, Group, IconTrash, Select, Text, useSiteFilter } from '../../../../web/kit/index.ts';
import { listMedia } from '../../contract/content-routes.ts';
import { UploadButton } from './UploadButton.tsx';

interface FilesFieldProps {
  readonly value: readonly string[];
  onChange(value: readonly string[]): void;
}

/** Files of a presentation in their order, chosen from those that are here or uploaded at once. */
export function FilesField({ value, onChange }: FilesFieldProps) {
  const { t } = useTranslation('screens');
  const siteId = useSiteFilter();
  const media = useRoute(listMedia, siteId === undefined ? {} : { siteId }, { keepLast: true });
  const nameOf = (id: string): string => media.value?.items.find((one) => one.id === id)?.name ?? id;
  const raise = (index: number) => {
    const next = [...value];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index - 1, 0, moved);
    onChange(next);
  };
  return (
    <Fieldset legend={t('events.files')}>
      {value.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('events.noFiles')}
        </Text>
      )}
      <ol className="sc-chosen">
        {value.map((id, index) => (
          // The same file may stand here twice.
          <li key={`${id} ${value.slice(0, index).filter((other) => other === id).length}`}>
            <span>
              {index + 1}. <bdi>{nameOf(id)}</bdi>
            </span>
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={index === 0}
              aria-label={t('events.up', { name: nameOf(id) })}
              onClick={() => raise(index)}
            >
              ↑
            </Button>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('events.takeOut', { name: nameOf(id) })}
              onClick={() => onChange(value.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <Group align="end" gap="xs" mt="xs">
        <Select
          label={t('events.choose')}
          searchable
          value={null}
          data={(media.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id !== null && onChange([...value, id])}
        />
        <UploadButton onUploaded={({ id }) => onChange([...value, id])} />
      </Group>
    </Fieldset>
  );
}
