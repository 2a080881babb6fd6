import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Button, KitForm, Section, Table, TextInput, toast, useKitForm, WideTable } from '../../../../web/kit/index.ts';
import type { HostDetail, JailDetail } from '../../contract/host-shapes.ts';
import { ignoreAddress, unignoreAddress } from '../../contract/jail-routes.ts';

interface IgnoredProps {
  readonly jail: JailDetail;
  readonly host: HostDetail;
}

/** What the running jail never bans; changed here it lasts until the next reload. */
export function Ignored({ jail, host }: IgnoredProps) {
  const { t } = useTranslation('bans');
  const remove = useAction(unignoreAddress);
  const maySteer = host.may.includes('bans:configure');
  return (
    <Section title={t('jails.ignored')} about={t('jails.ignoredAbout')}>
      {jail.ignored.length === 0 ? (
        <p>{t('jails.ignoresNothing')}</p>
      ) : (
        <WideTable minWidth={300}>
          <Table.Tbody>
            {jail.ignored.map((entry) => (
              <Table.Tr key={entry}>
                <Table.Td className="bn-code">{entry}</Table.Td>
                <Table.Td align="right">
                  {maySteer && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('jails.unignoreDo', { entry })}
                      onClick={() => attempt(() => remove.run({ id: host.id, jail: jail.name, entry }))}
                    >
                      {t('jails.unignore')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {maySteer && <AddIgnored jail={jail} host={host} />}
    </Section>
  );
}

function AddIgnored({ jail, host }: IgnoredProps) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: { entry: '' },
    route: ignoreAddress,
    toInput: ({ entry }) => ({ id: host.id, jail: jail.name, entry }),
    onDone: (_answer, { entry }) => {
      form.set('entry', '');
      toast.done(t('jails.ignoring', { entry, name: jail.name }));
    },
  });
  return (
    <KitForm form={form} verb={t('jails.ignoreDo')} canSubmit={form.values.entry.trim() !== ''}>
      <TextInput label={t('jails.ignoreEntry')} description={t('jails.ignoreHelp')} {...form.text('entry')} />
    </KitForm>
  );
}
