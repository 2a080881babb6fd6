import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '../../kit/mantine.ts';
import type { Field } from './schema.ts';

interface SettingInputProps {
  readonly field: Field;
  readonly label: string;
  readonly help: string;
  readonly value: unknown;
  readonly isReadOnly: boolean;
  readonly error: ReactNode;
  onChange(value: unknown): void;
}

/** A number needs little room, its help more. */
const NUMBER = { input: { maxWidth: 200 }, section: { insetInlineStart: 168, insetInlineEnd: 'auto' } } as const;

/** The field for one kind of value. */
export function SettingInput({ field, label, help, value, isReadOnly, error, onChange }: SettingInputProps) {
  const shared = { label, description: help === '' ? undefined : help, error, disabled: isReadOnly };
  switch (field.kind) {
    case 'switch':
      return <Switch {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'number':
      return (
        <NumberInput
          {...shared}
          maw={480}
          styles={NUMBER}
          value={typeof value === 'number' ? value : ''}
          allowDecimal={!field.isWhole}
          {...(field.min === null ? {} : { min: field.min })}
          {...(field.max === null ? {} : { max: field.max })}
          {...(field.unit === null ? {} : { suffix: ` ${field.unit}` })}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'choice':
      return <Select {...shared} maw={360} data={[...field.choices]} allowDeselect={false} value={String(value)} onChange={onChange} />;
    case 'list':
      return <TagsInput {...shared} maw={480} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />;
    case 'text':
      return (
        <TextInput
          {...shared}
          maw={480}
          value={String(value ?? '')}
          {...(field.maxLength === null ? {} : { maxLength: field.maxLength })}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'json':
      return <JsonField label={label} help={help} value={value} isReadOnly={isReadOnly} error={error} onChange={onChange} />;
  }
}

/** Text that is a value only while it can be read as JSON; what was typed stays. */
function JsonField({ label, help, value, isReadOnly, error, onChange }: Omit<SettingInputProps, 'field'>) {
  const { t } = useTranslation('kernel');
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [isBroken, setBroken] = useState(false);
  const type = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
      setBroken(false);
    } catch {
      // Half-typed JSON is no error of anybody; it is said at the field.
      setBroken(true);
    }
  };
  return (
    <Textarea
      label={label}
      description={help}
      autosize
      minRows={3}
      disabled={isReadOnly}
      error={isBroken ? t('settings.badJson') : error}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
