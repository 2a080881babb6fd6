import { useTranslation } from 'react-i18next';
import { KitForm, NumberInput, Section, TextInput, toast, useKitForm } from '../../../../web/kit/index.ts';
import type { JailDetail } from '../../contract/host-shapes.ts';
import { setJail } from '../../contract/jail-routes.ts';

interface RuntimeSettingsProps {
  readonly jail: JailDetail;
  readonly hostId: string;
}

const textOf = (seconds: number | null): string => (seconds === null ? '' : String(seconds));

/** Times and tries of the running jail, until the next reload; what is to last belongs into the configuration. */
export function RuntimeSettings({ jail, hostId }: RuntimeSettingsProps) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: { banTime: textOf(jail.banSeconds), findTime: textOf(jail.findSeconds), maxRetry: jail.maxRetry },
    route: setJail,
    toInput: ({ banTime, findTime, maxRetry }) => ({
      ...{ id: hostId, jail: jail.name },
      ...(banTime === textOf(jail.banSeconds) ? {} : { banTime }),
      ...(findTime === textOf(jail.findSeconds) ? {} : { findTime }),
      ...(maxRetry === null || maxRetry === jail.maxRetry ? {} : { maxRetry }),
    }),
    onDone: () => toast.done(t('jails.set', { name: jail.name })),
  });
  return (
    <Section title={t('jails.runtime')} about={t('jails.runtimeAbout')}>
      <KitForm form={form} verb={t('jails.setDo')} canSubmit={form.isDirty && jail.state !== 'gone'}>
        <TextInput label={t('jails.banTime')} description={t('jails.timeHelp')} {...form.text('banTime')} />
        <TextInput label={t('jails.findTime')} description={t('jails.timeHelp')} {...form.text('findTime')} />
        <NumberInput label={t('jails.maxRetry')} min={1} max={100_000} allowDecimal={false} {...form.number('maxRetry')} />
      </KitForm>
    </Section>
  );
}
