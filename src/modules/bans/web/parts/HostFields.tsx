import { useTranslation } from 'react-i18next';
import {
  type KitFormState,
  NumberInput,
  Radio,
  SegmentedControl,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '../../../../web/kit/index.ts';
import { LEVELS, type Level, TRANSPORTS } from '../../domain/host.ts';
import type { HostValues } from '../view/host-form.ts';

interface FieldsProps {
  readonly form: Pick<KitFormState<HostValues>, 'values' | 'text' | 'number' | 'set'>;
  /** Stored keys stay while none is typed. */
  readonly stored?: { readonly key: boolean; readonly configureKey: boolean };
}

/** All that can be said of a host. */
export function HostFields({ form, stored = { key: false, configureKey: false } }: FieldsProps) {
  const { t } = useTranslation('bans');
  const { transport } = form.values;
  return (
    <>
      <TextInput label={t('hosts.form.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <Stack gap={4}>
        <span className="bn-label">{t('hosts.transport')}</span>
        <SegmentedControl
          aria-label={t('hosts.transport')}
          data={TRANSPORTS.map((value) => ({ value, label: t(`transport.${value}`) }))}
          value={transport}
          onChange={(next) => form.set('transport', next === 'local' ? 'local' : 'ssh')}
        />
      </Stack>
      {transport === 'ssh' && <SshFields form={form} stored={stored} />}
      <LevelField form={form} />
      <TextInput label={t('hosts.socketPath')} description={t('hosts.form.socketHelp')} required {...form.text('socketPath')} />
      <TextInput label={t('hosts.configFolder')} required {...form.text('configFolder')} />
      <TagsInput label={t('hosts.tags')} value={[...form.values.tags]} onChange={(tags) => form.set('tags', tags)} maxTags={50} />
    </>
  );
}

const isLevel = (value: string): value is Level => LEVELS.some((level) => level === value);

function LevelField({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation('bans');
  return (
    <Radio.Group
      label={t('hosts.level')}
      description={t('hosts.form.levelHelp')}
      value={form.values.level}
      onChange={(value) => isLevel(value) && form.set('level', value)}
    >
      <Stack gap="xs" mt="xs">
        {LEVELS.map((value) => (
          <Radio key={value} value={value} label={t(`level.${value}`)} description={t(`levelAbout.${value}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function SshFields({ form, stored }: Required<FieldsProps>) {
  const { t } = useTranslation('bans');
  const { sshAuth } = form.values;
  const keyHelp = (isStored: boolean) => t(isStored ? 'hosts.form.keyStays' : 'hosts.form.keyHelp');
  return (
    <>
      <TextInput label={t('hosts.sshHost')} required maxLength={253} {...form.text('sshHost')} />
      <NumberInput label={t('hosts.form.port')} min={1} max={65_535} allowDecimal={false} {...form.number('sshPort')} />
      <TextInput label={t('hosts.sshUser')} description={t('hosts.form.userHelp')} required {...form.text('sshUser')} />
      <Stack gap={4}>
        <span className="bn-label">{t('hosts.form.auth')}</span>
        <SegmentedControl
          aria-label={t('hosts.form.auth')}
          data={(['key', 'agent'] as const).map((value) => ({ value, label: t(`hosts.form.auths.${value}`) }))}
          value={sshAuth}
          onChange={(next) => form.set('sshAuth', next === 'agent' ? 'agent' : 'key')}
        />
      </Stack>
      {sshAuth === 'key' && (
        <Textarea
          label={t('hosts.form.key')}
          description={keyHelp(stored.key)}
          rows={4}
          className="bn-code-field"
          {...form.text('sshKey')}
        />
      )}
      <TextInput label={t('hosts.sshConfigureUser')} description={t('hosts.form.configureUserHelp')} {...form.text('sshConfigureUser')} />
      {sshAuth === 'key' && form.values.sshConfigureUser !== '' && (
        <Textarea
          label={t('hosts.form.configureKey')}
          description={keyHelp(stored.configureKey)}
          rows={4}
          className="bn-code-field"
          {...form.text('sshConfigureKey')}
        />
      )}
    </>
  );
}
