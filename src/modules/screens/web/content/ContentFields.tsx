import { useTranslation } from 'react-i18next';
import { type KitFormState, NumberInput, Select, Textarea, TextInput } from '../../../../web/kit/index.ts';
import { CONTENT_TYPES } from '../../domain/content/content.ts';
import type { ContentValues } from '../view/event-form.ts';
import { FilesField } from './FilesField.tsx';

const LEVELS = ['info', 'warning', 'critical'] as const;

interface ContentFieldsProps {
  readonly form: Pick<KitFormState<ContentValues>, 'values' | 'text' | 'number' | 'set'>;
}

/** What is shown: an address, a text, or files. */
export function ContentFields({ form }: ContentFieldsProps) {
  const { t } = useTranslation('screens');
  const { type, level, mediaIds } = form.values;
  return (
    <>
      <Select
        label={t('events.type')}
        allowDeselect={false}
        data={CONTENT_TYPES.map((value) => ({ value, label: t(`events.types.${value}`) }))}
        value={type}
        onChange={(next) => form.set('type', CONTENT_TYPES.find((one) => one === next) ?? 'website')}
      />
      {type === 'website' && <TextInput type="url" label={t('events.url')} required maxLength={2_000} {...form.text('url')} />}
      {type === 'message' && (
        <>
          <Textarea
            label={t('events.html')}
            description={t('events.htmlWhy')}
            required
            autosize
            minRows={4}
            maxRows={16}
            {...form.text('html')}
          />
          <Select
            label={t('events.level')}
            allowDeselect={false}
            data={LEVELS.map((value) => ({ value, label: t(`events.levels.${value}`) }))}
            value={level}
            onChange={(next) => form.set('level', LEVELS.find((one) => one === next) ?? 'info')}
          />
        </>
      )}
      {type === 'presentation' && (
        <>
          <FilesField value={mediaIds} onChange={(next) => form.set('mediaIds', next)} />
          <NumberInput label={t('events.slideInterval')} min={1} max={86_400} {...form.number('slideInterval')} />
        </>
      )}
    </>
  );
}
