import { useTranslation } from 'react-i18next';
import { useAction, useSites } from '../../../../web/api/index.ts';
import {
  Button,
  Checkbox,
  Group,
  KitForm,
  type KitFormState,
  Modal,
  MultiSelect,
  NumberInput,
  SiteSelect,
  TextInput,
  toast,
  useConfirm,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { addSpreadRule, editSpreadRule, removeSpreadRule, SPREAD_PROVENANCES, type SpreadRule } from '../../contract/spread-routes.ts';

interface RuleValues {
  readonly name: string;
  readonly provenances: readonly (typeof SPREAD_PROVENANCES)[number][];
  readonly jail: string;
  readonly bans: number | null;
  readonly withinHours: number | null;
  readonly onHosts: number | null;
  readonly targetJail: string;
  readonly banHours: number | null;
  readonly appliesItself: boolean;
  readonly isOn: boolean;
}

const USUAL: RuleValues = {
  ...{ name: '', provenances: ['filter', 'recidive'], jail: '', bans: 3, withinHours: 24, onHosts: 2 },
  ...{ targetJail: '', banHours: 24, appliesItself: false, isOn: true },
};

const valuesOf = ({ jail, targetJail, ...rule }: SpreadRule): RuleValues => ({ ...rule, jail: jail ?? '', targetJail: targetJail ?? '' });

const inputOf = ({ name, provenances, jail, bans, withinHours, onHosts, targetJail, banHours, appliesItself, isOn }: RuleValues) => ({
  ...{ name, provenances: [...provenances], appliesItself, isOn },
  ...{ jail: jail === '' ? null : jail, targetJail: targetJail === '' ? null : targetJail },
  ...{ bans: bans ?? 3, withinHours: withinHours ?? 24, onHosts: onHosts ?? 2, banHours: banHours ?? 24 },
});

interface SpreadRuleDialogProps {
  /** Null adds one. */
  readonly rule: SpreadRule | null;
  onClose(): void;
}

/** Adds or changes a rule of spread. */
export function SpreadRuleDialog({ rule, onClose }: SpreadRuleDialogProps) {
  const { t } = useTranslation('bans');
  const title = rule === null ? t('spread.add') : t('spread.editRule', { name: rule.name });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      {rule === null ? <AddForm onClose={onClose} /> : <EditForm rule={rule} onClose={onClose} />}
    </Modal>
  );
}

function AddForm({ onClose }: Pick<SpreadRuleDialogProps, 'onClose'>) {
  const { t } = useTranslation('bans');
  const sites = useSites();
  const chosen = useSiteFilter();
  const initial: RuleValues & { readonly siteId: string | null } = {
    ...USUAL,
    siteId: chosen ?? sites.find(({ isDefault }) => isDefault)?.id ?? null,
  };
  const form = useKitForm({
    initial,
    route: addSpreadRule,
    toInput: ({ siteId, ...values }) => ({ ...inputOf(values), ...(siteId === null ? {} : { siteId }) }),
    onDone: ({ name }) => {
      toast.done(t('spread.saved', { name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('spread.add')} onCancel={onClose}>
      <SiteSelect label={t('site')} required {...form.choice('siteId')} />
      <Fields form={form} />
    </KitForm>
  );
}

function EditForm({ rule, onClose }: { readonly rule: SpreadRule; onClose(): void }) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const remove = useAction(removeSpreadRule);
  const { id, name } = rule;
  const form = useKitForm({
    initial: valuesOf(rule),
    route: editSpreadRule,
    ifMatch: rule.version,
    toInput: (values) => ({ id, ...inputOf(values) }),
    onDone: (saved) => {
      toast.done(t('spread.saved', { name: saved.name }));
      onClose();
    },
  });
  const question = () =>
    ask({
      title: t('spread.removeTitle', { name }),
      body: t('spread.removeAsk'),
      verb: t('spread.removeDo', { name }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id });
        onClose();
      },
    });
  return (
    <KitForm form={form} verb={t('save')} onCancel={onClose}>
      <Fields form={form} />
      <Group>
        <Button size="compact-sm" variant="subtle" color="red" onClick={question}>
          {t('spread.removeDo', { name })}
        </Button>
      </Group>
    </KitForm>
  );
}

function Fields({ form }: { readonly form: Pick<KitFormState<RuleValues>, 'values' | 'text' | 'number' | 'flag' | 'set'> }) {
  const { t } = useTranslation('bans');
  const choose = (chosen: readonly string[]) =>
    form.set(
      'provenances',
      SPREAD_PROVENANCES.filter((each) => chosen.includes(each)),
    );
  return (
    <>
      <TextInput label={t('blocklists.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <MultiSelect
        label={t('filters.provenance')}
        data={SPREAD_PROVENANCES.map((value) => ({ value, label: t(`provenance.${value}`) }))}
        value={[...form.values.provenances]}
        onChange={choose}
      />
      <NumberInput label={t('spread.bans')} min={1} max={1_000} {...form.number('bans')} />
      <NumberInput label={t('spread.withinHours')} min={1} max={720} {...form.number('withinHours')} />
      <NumberInput label={t('spread.onHosts')} min={1} max={200} {...form.number('onHosts')} />
      <TextInput label={t('spread.jail')} description={t('spread.jailHelp')} {...form.text('jail')} />
      <TextInput label={t('spread.targetJail')} description={t('spread.targetHelp')} {...form.text('targetJail')} />
      <NumberInput label={t('spread.banHours')} min={1} max={8_760} {...form.number('banHours')} />
      <Checkbox label={t('spread.appliesItself')} description={t('spread.appliesHelp')} {...form.flag('appliesItself')} />
      <Checkbox label={t('spread.isOn')} {...form.flag('isOn')} />
    </>
  );
}
