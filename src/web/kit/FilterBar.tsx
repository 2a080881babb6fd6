import { Button, CloseButton, Menu, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface FilterBarProps {
  readonly children: ReactNode;
  readonly isFiltered: boolean;
  onClear(): void;
}

/** One line of filters; their state is the URL's (`useUrlFilters`). */
export function FilterBar({ children, isFiltered, onClear }: FilterBarProps) {
  const { t } = useTranslation('kernel');
  return (
    <search className="ct-filters">
      {children}
      {isFiltered && (
        <Button variant="subtle" size="xs" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      )}
    </search>
  );
}

interface SearchFilterProps {
  readonly value: string | undefined;
  onChange(value: string | null): void;
  /** What is searched: "Name, host name, address". */
  readonly label: string;
}

/** Text search; tells the URL when typing rests. */
export function SearchFilter({ value, onChange, label }: SearchFilterProps) {
  const { t } = useTranslation('kernel');
  const [typed, setTyped] = useState(value ?? '');
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() === '' ? null : text.trim()), 250);
  useEffect(() => setTyped((old) => (old.trim() === (value ?? '') ? old : (value ?? ''))), [value]);
  const type = (text: string) => {
    setTyped(text);
    tell(text);
  };
  return (
    <TextInput
      size="xs"
      w={220}
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={200}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="xs" aria-label={t('filters.clearText')} onClick={() => type('')} />}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly mark?: ReactNode;
}

interface ChoiceFilterProps {
  readonly label: string;
  /** Comma list as the routes take it: `due,overdue`. */
  readonly value: string | undefined;
  readonly choices: readonly Choice[];
  readonly single?: true;
  onChange(value: string | null): void;
}

/** A button that opens its choices; several may be ticked unless `single`. */
export function ChoiceFilter({ label, value, choices, single, onChange }: ChoiceFilterProps) {
  const chosen = value === undefined ? [] : value.split(',');
  const names = choices.filter((choice) => chosen.includes(choice.value)).map((choice) => choice.label);
  const pick = (picked: string) => {
    const without = chosen.filter((one) => one !== picked);
    const next = without.length < chosen.length ? without : single ? [picked] : [...chosen, picked];
    onChange(next.length === 0 ? null : next.join(','));
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          variant={names.length === 0 ? 'default' : 'light'}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          className="ct-filter"
        >
          {names.length === 0 ? label : `${label}: ${names.join(', ')}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.CheckboxItem
            key={choice.value}
            checked={chosen.includes(choice.value)}
            closeMenuOnClick={single === true}
            onChange={() => pick(choice.value)}
          >
            {choice.mark ?? choice.label}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
