import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Group, IconChevronDown, IconTrash, Menu, Modal, Stack, TextInput } from '../../../../web/kit/index.ts';
import { BUILT_IN_FILTERS, isFiltered, type ServerFilters, sameFilters } from '../view/filters.ts';
import { readSavedFilters, type SavedFilter, withoutSavedFilter, withSavedFilter, writeSavedFilters } from '../view/saved-filters.ts';

const STORAGE_KEY = 'servers:filters';

/** A person's own filters, kept in this browser; where storage is closed to us they last as long as the page. */
function useSavedFilters() {
  const [saved, setSaved] = useState(() => readSavedFilters(stored()));
  const keep = (next: readonly SavedFilter[]) => {
    setSaved([...next]);
    try {
      localStorage.setItem(STORAGE_KEY, writeSavedFilters(next));
    } catch {
      // A full or closed storage costs the memory of filters only.
    }
  };
  return [saved, keep] as const;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage may be closed to us: then there are no saved filters.
    return null;
  }
}

interface SavedFiltersProps {
  readonly filters: ServerFilters;
  onChoose(filters: ServerFilters): void;
}

/** Ready-made and own filters by name. */
export function SavedFilters({ filters, onChoose }: SavedFiltersProps) {
  const { t } = useTranslation('servers');
  const [saved, keep] = useSavedFilters();
  const [isNaming, setNaming] = useState(false);
  const builtIn = BUILT_IN_FILTERS.map((filter) => ({ ...filter, name: t(`filters.${filter.name}`) }));
  const current = [...builtIn, ...saved].find((filter) => sameFilters(filter.filters, filters));
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="xs" variant={current === undefined ? 'default' : 'light'} rightSection={<IconChevronDown size={14} aria-hidden />}>
            {current?.name ?? t('filters.saved')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('filters.builtIn')}</Menu.Label>
          {builtIn.map((filter) => (
            <Menu.Item key={filter.name} onClick={() => onChoose(filter.filters)}>
              {filter.name}
            </Menu.Item>
          ))}
          {saved.length > 0 && <Menu.Label>{t('filters.own')}</Menu.Label>}
          {saved.map((filter) => (
            <Menu.Item key={filter.name} onClick={() => onChoose(filter.filters)}>
              {filter.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={!isFiltered(filters)} onClick={() => setNaming(true)}>
            {t('filters.save')}
          </Menu.Item>
          {saved.map(({ name }) => (
            <Menu.Item key={name} leftSection={<IconTrash size={14} aria-hidden />} onClick={() => keep(withoutSavedFilter(saved, name))}>
              {t('filters.remove', { name })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isNaming && <NameDialog onName={(name) => keep(withSavedFilter(saved, { name, filters }))} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameDialog({ onName, onClose }: { onName(name: string): void; onClose(): void }) {
  const { t } = useTranslation('servers');
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    onName(name.trim());
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('filters.save')} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
      <form onSubmit={save}>
        <Stack gap="md">
          <TextInput
            label={t('filters.saveName')}
            description={t('filters.saveHelp')}
            maxLength={60}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={name.trim() === ''}>
              {t('filters.saveDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
