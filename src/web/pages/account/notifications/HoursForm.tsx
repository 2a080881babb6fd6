import { useTranslation } from 'react-i18next';
import { editMyTelling, type getMyTelling, LET_THROUGH } from '../../../../kernel/contract/routes/telling.ts';
import type { OutputOf } from '../../../api/call.ts';
import { KitForm } from '../../../kit/KitForm.tsx';
import { Group, Select, Switch, TextInput } from '../../../kit/mantine.ts';
import { toast } from '../../../kit/toast.tsx';
import { useKitForm } from '../../../kit/use-kit-form.ts';

const USUAL_QUIET = { start: '22:00', end: '07:00' } as const;

/** Digest and quiet hours of one's own. */
export function HoursForm({ own }: { readonly own: OutputOf<typeof getMyTelling> }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: {
      digestAt: own.digestAt,
      isQuiet: own.quiet !== null,
      start: own.quiet?.start ?? USUAL_QUIET.start,
      end: own.quiet?.end ?? USUAL_QUIET.end,
      letThrough: own.letThrough,
    },
    route: editMyTelling,
    ifMatch: own.version,
    touches: ['telling'],
    toInput: ({ digestAt, isQuiet, start, end, letThrough }) => ({ digestAt, letThrough, quiet: isQuiet ? { start, end } : null }),
    onDone: () => toast.done(t('states.saved')),
  });
  const { isQuiet } = form.values;
  return (
    <KitForm form={form} verb={t('actions.save')}>
      <TextInput
        maw={160}
        placeholder="07:30"
        label={t('notify.digestAt')}
        description={t('notify.digestHelp', { zone: own.timeZone })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.text('digestAt')}
      />
      <Switch label={t('notify.quietOn')} description={t('notify.quietHelp')} {...form.flag('isQuiet')} />
      {isQuiet && (
        <>
          <Group align="flex-start">
            <TextInput w={140} placeholder={USUAL_QUIET.start} label={t('notify.quietStart')} {...form.text('start')} />
            <TextInput w={140} placeholder={USUAL_QUIET.end} label={t('notify.quietEnd')} {...form.text('end')} />
          </Group>
          <Select
            maw={420}
            label={t('notify.letThrough')}
            data={LET_THROUGH.map((which) => ({ value: which, label: t(`notify.through.${which}`) }))}
            allowDeselect={false}
            value={form.values.letThrough}
            onChange={(which) => which !== null && form.set('letThrough', which)}
          />
        </>
      )}
    </KitForm>
  );
}
