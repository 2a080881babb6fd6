import { useTranslation } from 'react-i18next';
import { addSite, editSite } from '../../../kernel/contract/routes/sites.ts';
import { type SiteShape, useAbout } from '../../api/me.tsx';
import { KitForm } from '../../kit/KitForm.tsx';
import { Textarea, TextInput } from '../../kit/mantine.ts';
import { type PersonChoice, PersonPicker, ZoneSelect } from '../../kit/pickers.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';

interface SiteValues {
  readonly name: string;
  readonly timeZone: string | null;
  readonly contactUserId: PersonChoice | null;
  readonly notes: string;
}

function valuesOf(site: SiteShape | null, timeZone: string): SiteValues {
  const contact = site?.contact ?? null;
  return {
    name: site?.name ?? '',
    timeZone: site?.timeZone ?? timeZone,
    contactUserId: contact === null ? null : { kind: 'user', id: contact.userId, name: contact.displayName || contact.username },
    notes: site?.notes ?? '',
  };
}

const inputOf = ({ name, timeZone, contactUserId, notes }: SiteValues) => ({
  name,
  notes,
  contactUserId: contactUserId?.id ?? null,
  ...(timeZone === null ? {} : { timeZone }),
});

export function SiteForm({ site, onClose }: { readonly site: SiteShape | null; onClose(): void }) {
  return site === null ? <NewSite onClose={onClose} /> : <EditSite site={site} onClose={onClose} />;
}

function NewSite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('kernel');
  const { timeZone } = useAbout();
  const form = useKitForm({ initial: valuesOf(null, timeZone), route: addSite, toInput: inputOf, onDone: onClose });
  return <SiteFields form={form} verb={t('sites.add')} onClose={onClose} />;
}

function EditSite({ site, onClose }: { readonly site: SiteShape; onClose(): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: valuesOf(site, site.timeZone),
    route: editSite,
    ifMatch: site.version,
    toInput: (values) => ({ id: site.id, ...inputOf(values) }),
    onDone: () => {
      toast.done(t('states.saved'));
      onClose();
    },
  });
  return <SiteFields form={form} verb={t('actions.save')} onClose={onClose} />;
}

interface SiteFieldsProps {
  readonly form: ReturnType<typeof useKitForm<SiteValues, typeof addSite>>;
  readonly verb: string;
  onClose(): void;
}

function SiteFields({ form, verb, onClose }: SiteFieldsProps) {
  const { t } = useTranslation('kernel');
  return (
    <KitForm form={form} verb={verb} onCancel={onClose}>
      <TextInput label={t('sites.name')} required data-autofocus {...form.text('name')} />
      <ZoneSelect label={t('sites.timeZone')} required {...form.choice('timeZone')} />
      <PersonPicker label={t('sites.contact')} description={t('sites.contactHelp')} {...form.choice('contactUserId')} />
      <Textarea label={t('sites.notes')} autosize minRows={2} {...form.text('notes')} />
    </KitForm>
  );
}
