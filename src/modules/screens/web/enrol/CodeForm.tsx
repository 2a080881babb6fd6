import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useSites } from '../../../../web/api/index.ts';
import { Group, KitForm, Radio, Select, SiteSelect, useDebouncedValue, useKitForm, useSiteFilter } from '../../../../web/kit/index.ts';
import { makeEnrolmentCode } from '../../contract/enrolment-routes.ts';
import { listScreens } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import type { Made } from './MadeCode.tsx';

/** Minutes by the names that locales have for them. */
const LENGTHS = { m15: 15, m30: 30, h2: 120, h8: 480, h24: 1_440 } as const;
type Length = keyof typeof LENGTHS;

const isLength = (key: string | null): key is Length => key !== null && key in LENGTHS;

interface CodeFormProps {
  /** Given where the code is for this one; otherwise a person chooses. */
  readonly screen?: Pick<Screen, 'id' | 'name' | 'site'>;
  onMade(made: Made): void;
  readonly onCancel?: () => void;
}

interface CodeValues {
  readonly siteId: string | null;
  readonly isForNew: boolean;
  readonly screenId: string | null;
  readonly minutes: Length;
}

/** Makes a code for one player. */
export function CodeForm({ screen, onMade, onCancel }: CodeFormProps) {
  const { t } = useTranslation('screens');
  const sites = useSites();
  const chosen = useSiteFilter();
  const site = sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? sites[0];
  const initial: CodeValues = {
    siteId: screen?.site.id ?? site?.id ?? null,
    isForNew: screen === undefined,
    screenId: screen?.id ?? null,
    minutes: 'm30',
  };
  const form = useKitForm({
    initial,
    route: makeEnrolmentCode,
    toInput: ({ siteId, isForNew, screenId, minutes }) => ({
      screenId: isForNew ? null : screenId,
      minutes: LENGTHS[minutes],
      ...(siteId === null ? {} : { siteId }),
    }),
    onDone: onMade,
  });
  const { isForNew, siteId, screenId } = form.values;
  const setSite = (next: string | null) => {
    form.set('siteId', next);
    form.set('screenId', null);
  };
  return (
    <KitForm
      form={form}
      verb={t('enrol.submit')}
      canSubmit={isForNew || screenId !== null}
      {...(onCancel === undefined ? {} : { onCancel })}
    >
      {screen === undefined && (
        <>
          <SiteSelect label={t('site')} required {...form.choice('siteId')} onChange={setSite} />
          <Radio.Group label={t('enrol.for')} value={isForNew ? 'new' : 'screen'} onChange={(next) => form.set('isForNew', next === 'new')}>
            <Group gap="lg" mt={4}>
              <Radio value="new" label={t('enrol.forNew')} />
              <Radio value="screen" label={t('enrol.forScreen')} />
            </Group>
          </Radio.Group>
          {!isForNew && (
            <ScreenSelect
              key={siteId}
              siteId={siteId}
              error={form.choice('screenId').error}
              value={screenId}
              onChange={form.choice('screenId').onChange}
            />
          )}
        </>
      )}
      <Select
        label={t('enrol.minutes')}
        data={Object.keys(LENGTHS).map((key) => ({ value: key, label: t(`enrol.lengths.${key}`) }))}
        allowDeselect={false}
        value={form.values.minutes}
        error={form.choice('minutes').error}
        onChange={(next) => isLength(next) && form.set('minutes', next)}
      />
    </KitForm>
  );
}

interface ScreenSelectProps {
  readonly siteId: string | null;
  readonly value: string | null;
  readonly error: React.ReactNode;
  onChange(id: string | null): void;
}

/** A screen by name, asked from the console while somebody types. */
function ScreenSelect({ siteId, value, error, onChange }: ScreenSelectProps) {
  const { t } = useTranslation('screens');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [name, setName] = useState('');
  const found = useList(listScreens, {
    limit: 50,
    sort: 'name',
    ...(siteId === null ? {} : { siteId }),
    ...(q === '' || q === name ? {} : { q }),
  });
  const options = found.items.map((screen) => ({ value: screen.id, label: screen.name }));
  const known = value === null || options.some((option) => option.value === value) ? options : [{ value, label: name }, ...options];
  return (
    <Select
      searchable
      required
      label={t('enrol.screen')}
      description={t('enrol.screenHelp')}
      placeholder={t('enrol.screenNone')}
      data={known}
      filter={({ options: all }) => all}
      value={value}
      error={error}
      onSearchChange={setTyped}
      onChange={(id) => {
        setName(known.find((option) => option.value === id)?.label ?? '');
        onChange(id);
      }}
    />
  );
}
