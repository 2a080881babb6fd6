import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMyToken, type listMyTokens } from '../../../kernel/contract/routes/auth.ts';
import type { OutputOf } from '../../api/call.ts';
import { useSites } from '../../api/me.tsx';
import { InstantField } from '../../kit/InstantField.tsx';
import { KitForm } from '../../kit/KitForm.tsx';
import { Button, Checkbox, MultiSelect, Stack, TagsInput, TextInput } from '../../kit/mantine.ts';
import { Secret } from '../../kit/Secret.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';

type Scopes = OutputOf<typeof listMyTokens>['scopes'];

interface NewTokenProps {
  readonly scopes: Scopes;
  onClose(): void;
}

/** Asks for the token's reach, then shows its text this once. */
export function NewToken({ scopes, onClose }: NewTokenProps) {
  const { t } = useTranslation('kernel');
  const [token, setToken] = useState<string | null>(null);
  if (token === null) return <TokenForm scopes={scopes} onMade={setToken} onClose={onClose} />;
  return (
    <Stack>
      <Secret label={t('account.tokenOnce')} value={token} />
      <Button onClick={onClose}>{t('account.tokenKept')}</Button>
    </Stack>
  );
}

/** A token that nobody ends by hand should end by itself within a season. */
const DEFAULT_DAYS = 90;

const EMPTY = {
  name: '',
  scopes: [] as readonly string[],
  siteIds: [] as readonly string[],
  addressRanges: [] as readonly string[],
};

function TokenForm({ scopes, onMade, onClose }: NewTokenProps & { onMade(token: string): void }) {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  const form = useKitForm({
    initial: {
      ...EMPTY,
      expiresAt: Temporal.Now.instant()
        .add({ hours: 24 * DEFAULT_DAYS })
        .round('minute')
        .toString() as string | null,
    },
    route: addMyToken,
    toInput: ({ name, expiresAt, ...lists }) => ({
      name,
      expiresAt,
      scopes: [...lists.scopes],
      siteIds: lists.siteIds.length === 0 ? null : [...lists.siteIds],
      addressRanges: lists.addressRanges.length === 0 ? null : [...lists.addressRanges],
    }),
    onDone: ({ token }) => onMade(token),
  });
  const { value, error, onChange } = form.choice('scopes');
  return (
    <KitForm form={form} verb={t('account.addToken')} onCancel={onClose}>
      <TextInput label={t('account.tokenName')} description={t('account.tokenNameHelp')} required data-autofocus {...form.text('name')} />
      <Checkbox.Group label={t('account.scopes')} required error={error} value={[...value]} onChange={onChange}>
        <Stack gap={6} mt={6}>
          {scopes.map((scope) => (
            <Checkbox
              key={scope.name}
              value={scope.name}
              label={scope.name}
              description={t(`permissions.${scope.name.replace(':', '_')}`, { defaultValue: scope.about })}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {sites.length > 1 && (
        <MultiSelect
          label={t('account.tokenSites')}
          description={t('account.tokenSitesHelp')}
          data={sites.map(({ id, name }) => ({ value: id, label: name }))}
          value={[...form.values.siteIds]}
          onChange={(ids) => form.set('siteIds', ids)}
        />
      )}
      <InstantField
        label={t('account.expires')}
        description={t('account.expiresHelp')}
        min={Temporal.Now.instant().toString()}
        {...form.choice('expiresAt')}
      />
      <TagsInput
        label={t('account.addressRanges')}
        description={t('account.addressRangesHelp')}
        placeholder="192.0.2.0/24"
        error={form.choice('addressRanges').error}
        value={[...form.values.addressRanges]}
        onChange={(ranges) => form.set('addressRanges', ranges)}
      />
    </KitForm>
  );
}
