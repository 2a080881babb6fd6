import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES } from '../../../kernel/contract/permission.ts';
import type { User } from '../../../kernel/contract/routes/users.ts';
import { useSites } from '../../api/me.tsx';
import { IconPlus, IconTrash } from '../../kit/icons.ts';
import { ActionIcon, Button, Fieldset, Select, Stack, Text } from '../../kit/mantine.ts';
import { useModules } from '../../shell/navigation.ts';

export type Grant = User['grants'][number];

interface GrantsFieldProps {
  readonly value: readonly Grant[];
  readonly error: React.ReactNode;
  onChange(value: readonly Grant[]): void;
}

const ALL = 'all';

/** Role × site × module, one line per grant. */
export function GrantsField({ value, error, onChange }: GrantsFieldProps) {
  const { t } = useTranslation('kernel');
  // Lines have no id of their own; each gets one for as long as the form is open.
  const [keys, setKeys] = useState(() => value.map(() => crypto.randomUUID()));
  const add = () => {
    setKeys([...keys, crypto.randomUUID()]);
    onChange([...value, { role: 'user', siteId: null, module: null }]);
  };
  const remove = (place: number) => {
    setKeys(keys.filter((_key, index) => index !== place));
    onChange(value.filter((_grant, index) => index !== place));
  };
  const put = (place: number, change: Partial<Grant>) =>
    onChange(value.map((grant, index) => (index === place ? { ...grant, ...change } : grant)));
  return (
    <Fieldset legend={t('users.grants')}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('users.grantsHelp')}
        </Text>
        {value.map((grant, place) => (
          <GrantLine
            key={keys[place]}
            grant={grant}
            place={place + 1}
            onChange={(change) => put(place, change)}
            onRemove={() => remove(place)}
          />
        ))}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('users.addGrant')}
        </Button>
      </Stack>
    </Fieldset>
  );
}

interface GrantLineProps {
  readonly grant: Grant;
  readonly place: number;
  onChange(change: Partial<Grant>): void;
  onRemove(): void;
}

function GrantLine({ grant, place, onChange, onRemove }: GrantLineProps) {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  const modules = useModules();
  const fromAll = (value: string | null) => (value === ALL || value === null ? null : value);
  return (
    <div className="ct-grant">
      <Select
        label={t('users.role')}
        data={ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
        value={grant.role}
        allowDeselect={false}
        onChange={(role) => role !== null && onChange({ role })}
      />
      <Select
        label={t('users.site')}
        data={[{ value: ALL, label: t('shell.allSites') }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
        value={grant.siteId ?? ALL}
        allowDeselect={false}
        searchable={sites.length > 8}
        onChange={(site) => onChange({ siteId: fromAll(site) })}
      />
      <Select
        label={t('users.module')}
        data={[
          { value: ALL, label: t('users.allModules') },
          ...modules.map(({ name }) => ({ value: name, label: t(`${name}:title`, { defaultValue: name }) })),
        ]}
        value={grant.module ?? ALL}
        allowDeselect={false}
        onChange={(module) => onChange({ module: fromAll(module) })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={t('users.removeGrant', { place })} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** A grant in words: "Editor, all sites, Servers". */
export function useGrantText(): (grant: Grant) => string {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  return ({ role, siteId, module }) => {
    const where =
      siteId === null ? (sites.length < 2 ? null : t('shell.allSites')) : (sites.find(({ id }) => id === siteId)?.name ?? siteId);
    const what = module === null ? null : t(`${module}:title`, { defaultValue: module });
    return [t(`roles.${role}`), where, what].filter((part) => part !== null).join(', ');
  };
}
