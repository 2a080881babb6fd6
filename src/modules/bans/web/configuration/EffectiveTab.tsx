import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type OutputOf, useRoute } from '../../../../web/api/index.ts';
import { Alert, AppLink, Button, EmptyState, Section, Select, Show, Table, useUrlFilters, WideTable } from '../../../../web/kit/index.ts';
import { readEffective } from '../../contract/config-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { useOptionDialog } from './use-option-dialog.tsx';

type EffectiveJail = OutputOf<typeof readEffective>['jails'][number];
type Option = EffectiveJail['options'][number];

const SHAPE = { jail: z.string() };

/** For each option of a jail: its value, and which line of which file sets it. */
export function EffectiveTab({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const [{ jail: chosen }, change] = useUrlFilters(SHAPE);
  const effective = useRoute(readEffective, { hostId: host.id }, { live: false });
  return (
    <Show answer={effective}>
      {({ jails, failure }) => {
        const enabled = jails.filter(({ isEnabled }) => isEnabled);
        const jail = jails.find((each) => each.jail === chosen) ?? enabled[0] ?? jails[0];
        return (
          <>
            {failure !== null && (
              <Alert color="red" mb="md" title={t('config.failure')}>
                <span className="bn-code">{failure}</span>
              </Alert>
            )}
            {jail === undefined ? (
              <EmptyState title={t('jails.none')} />
            ) : (
              <>
                <Select
                  mb="md"
                  w={260}
                  label={t('jail')}
                  searchable
                  allowDeselect={false}
                  data={jails.map(({ jail: name, isEnabled }) => ({
                    value: name,
                    label: isEnabled ? name : t('config.disabled', { name }),
                  }))}
                  value={jail.jail}
                  onChange={(next) => change({ jail: next })}
                />
                <Options host={host} jail={jail} />
              </>
            )}
          </>
        );
      }}
    </Show>
  );
}

function Options({ host, jail }: { readonly host: HostDetail; readonly jail: EffectiveJail }) {
  const { t } = useTranslation('bans');
  const { open, dialog } = useOptionDialog(host.id, jail.jail);
  const mayChange = host.may.includes('bans:configure');
  return (
    <Section
      title={jail.jail}
      about={t('config.optionsAbout')}
      actions={
        mayChange ? (
          <Button variant="default" size="compact-sm" onClick={() => open({ option: '', value: '' })}>
            {t('config.setOther')}
          </Button>
        ) : undefined
      }
    >
      <WideTable minWidth={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('config.option')}</Table.Th>
            <Table.Th>{t('config.value')}</Table.Th>
            <Table.Th>{t('config.setBy')}</Table.Th>
            <Table.Th>{t('config.hides')}</Table.Th>
            {mayChange && (
              <Table.Th>
                <span className="ct-hidden">{t('config.change')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jail.options.map((option) => (
            <OptionRow key={option.option} hostId={host.id} option={option} {...(mayChange && { onChange: open })} />
          ))}
        </Table.Tbody>
      </WideTable>
      {dialog}
    </Section>
  );
}

interface OptionRowProps {
  readonly hostId: string;
  readonly option: Option;
  onChange?(initial: { readonly option: string; readonly value: string }): void;
}

function OptionRow({ hostId, option: { option, written, value, setBy, hidden }, onChange }: OptionRowProps) {
  const { t } = useTranslation('bans');
  const fileHref = (path: string) => `/bans/configuration?host=${hostId}&tab=files&path=${encodeURIComponent(path)}`;
  return (
    <Table.Tr>
      <Table.Td>{option}</Table.Td>
      <Table.Td className="bn-code">
        {value ?? written}
        {value !== null && value !== written && <div className="bn-dim">{written}</div>}
      </Table.Td>
      <Table.Td>
        <AppLink href={fileHref(setBy.path)}>{`${setBy.path}:${setBy.line}`}</AppLink>
        <div className="bn-dim">{`[${setBy.section}]`}</div>
      </Table.Td>
      <Table.Td className="bn-dim">
        {hidden.map((place) => (
          <div key={`${place.path} ${place.line}`}>{t('config.hidden', { place: `${place.path}:${place.line}`, value: place.value })}</div>
        ))}
      </Table.Td>
      {onChange !== undefined && (
        <Table.Td align="right">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('config.changeOption', { option })}
            onClick={() => onChange({ option, value: written })}
          >
            {t('config.change')}
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
