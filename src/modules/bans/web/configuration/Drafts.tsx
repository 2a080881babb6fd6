import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useAction, useRoute } from '../../../../web/api/index.ts';
import {
  attempt,
  Button,
  EmptyState,
  Group,
  Section,
  Show,
  Table,
  TextInput,
  TimeAgo,
  useConfirm,
  WideTable,
} from '../../../../web/kit/index.ts';
import { applyDrafts, checkDrafts, listDrafts, removeDraft } from '../../contract/config-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { Difference } from './Difference.tsx';
import { Outcome } from './Outcome.tsx';
import { Problems } from './Problems.tsx';

type Checked = OutputOf<typeof checkDrafts>;
type Applied = OutputOf<typeof applyDrafts>;

interface DraftsProps {
  readonly host: HostDetail;
}

/** Changed files that the host does not have yet: tried in a copy first, then applied, and taken back whole where it goes wrong. */
export function Drafts({ host }: DraftsProps) {
  const { t } = useTranslation('bans');
  const drafts = useRoute(listDrafts, { hostId: host.id });
  const [applied, setApplied] = useState<Applied | null>(null);
  return (
    <>
      {applied !== null && <Outcome version={applied} />}
      <Show answer={drafts}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('config.noDrafts')}>{t('config.noDraftsText')}</EmptyState>
          ) : (
            <>
              <DraftTable host={host} drafts={items} />
              {host.may.includes('bans:configure') && (
                <Check key={items.map(({ path, at }) => path + at).join()} host={host} onApplied={setApplied} />
              )}
            </>
          )
        }
      </Show>
    </>
  );
}

function DraftTable({ host, drafts }: DraftsProps & { readonly drafts: OutputOf<typeof listDrafts>['items'] }) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const remove = useAction(removeDraft);
  const question = (path: string) =>
    ask({
      title: t('config.dropTitle', { path }),
      body: t('config.dropAsk'),
      verb: t('config.dropDo', { path }),
      tone: 'danger',
      run: () => remove.run({ hostId: host.id, path }),
    });
  return (
    <Section title={t('config.tabs.drafts')} about={t('config.draftsAbout')}>
      <WideTable minWidth={420}>
        <Table.Tbody>
          {drafts.map(({ path, content, by, at }) => (
            <Table.Tr key={path}>
              <Table.Td>{path}</Table.Td>
              <Table.Td>{t(content === null ? 'config.removes' : 'config.changes')}</Table.Td>
              <Table.Td>{by ?? ''}</Table.Td>
              <Table.Td>
                <TimeAgo at={at} />
              </Table.Td>
              <Table.Td align="right">
                {host.may.includes('bans:configure') && (
                  <Button size="compact-sm" variant="default" aria-label={t('config.dropDo', { path })} onClick={() => question(path)}>
                    {t('config.drop')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Section>
  );
}

function Check({ host, onApplied }: DraftsProps & { onApplied(version: Applied): void }) {
  const { t } = useTranslation('bans');
  const check = useAction(checkDrafts);
  const [checked, setChecked] = useState<Checked | null>(null);
  const run = async () => setChecked(await check.run({ hostId: host.id }));
  return (
    <Section title={t('config.check')} about={t('config.checkAbout')}>
      <Group mb="md">
        <Button variant={checked === null ? 'filled' : 'default'} loading={check.isPending} onClick={() => attempt(run)}>
          {t('config.checkDo')}
        </Button>
        {check.isPending && <span role="status">{t('config.checking')}</span>}
      </Group>
      {checked !== null && (
        <>
          <Problems problems={checked.problems} />
          {checked.difference !== null && <Difference difference={checked.difference} />}
          {checked.mayApply && checked.draftsHash !== null && <Apply host={host} draftsHash={checked.draftsHash} onApplied={onApplied} />}
        </>
      )}
    </Section>
  );
}

interface ApplyProps extends DraftsProps {
  readonly draftsHash: string;
  onApplied(version: Applied): void;
}

function Apply({ host, draftsHash, onApplied }: ApplyProps) {
  const { t } = useTranslation('bans');
  const [note, setNote] = useState('');
  const apply = useAction(applyDrafts, { touches: ['findings'] });
  const run = async () => onApplied(await apply.run({ hostId: host.id, draftsHash, note }));
  return (
    <Group mt="md" align="flex-end">
      <TextInput
        label={t('config.note')}
        w={320}
        maxLength={500}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Button loading={apply.isPending} onClick={() => attempt(run)}>
        {t('config.apply', { name: host.name })}
      </Button>
      {apply.isPending && <span role="status">{t('config.applying')}</span>}
    </Group>
  );
}
