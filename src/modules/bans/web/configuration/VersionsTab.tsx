import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList, useRoute } from '../../../../web/api/index.ts';
import {
  Button,
  EmptyState,
  Group,
  LoadingLines,
  type Mark,
  Modal,
  ProblemState,
  Section,
  Show,
  StatusMark,
  Table,
  TimeAgo,
  toast,
  useConfirm,
  WideTable,
} from '../../../../web/kit/index.ts';
import { listConfigVersions, readConfigVersion, restoreConfigVersion } from '../../contract/config-routes.ts';
import type { ConfigVersion } from '../../contract/config-shapes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { isEmpty } from '../view/is-empty.ts';
import { Difference } from './Difference.tsx';
import { Outcome, type Version } from './Outcome.tsx';

interface VersionsProps {
  readonly host: HostDetail;
}

const MARKS: Readonly<Record<ConfigVersion['state'], Mark>> = {
  checking: 'warning',
  applied: 'ok',
  rolled_back: 'warning',
  failed: 'critical',
  restored: 'ok',
};

/** Everything that was applied to a host; each can be brought back. */
export function VersionsTab({ host }: VersionsProps) {
  const { t } = useTranslation('bans');
  const [opened, setOpened] = useState<string | null>(null);
  const versions = useList(listConfigVersions, { hostId: host.id, limit: 100 });
  return (
    <Section title={t('config.tabs.versions')} about={t('config.versionsAbout')}>
      {versions.problem !== null && versions.items.length === 0 && <ProblemState problem={versions.problem} onRetry={versions.refetch} />}
      {versions.isLoading && <LoadingLines lines={3} />}
      {isEmpty(versions) && <EmptyState title={t('config.noVersions')} />}
      {versions.items.length > 0 && <VersionTable versions={versions.items} onOpen={setOpened} />}
      {opened !== null && <VersionDialog host={host} id={opened} onClose={() => setOpened(null)} />}
    </Section>
  );
}

function VersionTable({ versions, onOpen }: { readonly versions: readonly ConfigVersion[]; onOpen(id: string): void }) {
  const { t } = useTranslation('bans');
  return (
    <WideTable minWidth={560}>
      <Table.Tbody>
        {versions.map(({ id, at, by, note, state, paths }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <button type="button" className="bn-open" onClick={() => onOpen(id)}>
                <TimeAgo at={at} />
              </button>
            </Table.Td>
            <Table.Td>
              <StatusMark mark={MARKS[state]} label={t(`config.state.${state}`)} />
            </Table.Td>
            <Table.Td>{by ?? t('order.byConsole')}</Table.Td>
            <Table.Td>{paths.join(', ')}</Table.Td>
            <Table.Td>
              <bdi>{note}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

interface VersionDialogProps extends VersionsProps {
  readonly id: string;
  onClose(): void;
}

function VersionDialog({ host, id, onClose }: VersionDialogProps) {
  const { t } = useTranslation('bans');
  const version = useRoute(readConfigVersion, { hostId: host.id, id });
  return (
    <Modal opened onClose={onClose} size="xl" title={t('config.version')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Show answer={version}>
        {(found) => (
          <>
            <Outcome version={found} />
            <Difference difference={found.difference} />
            {found.files.map(({ path, before, after }) => (
              <details key={path}>
                <summary>{path}</summary>
                <div className="bn-sides">
                  <Side title={t('config.before')} text={before} />
                  <Side title={t('config.after')} text={after} />
                </div>
              </details>
            ))}
            {host.may.includes('bans:configure') && <Restore host={host} version={found} onDone={onClose} />}
          </>
        )}
      </Show>
    </Modal>
  );
}

function Side({ title, text }: { readonly title: string; readonly text: string | null }) {
  const { t } = useTranslation('bans');
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      {text === null ? <p>{t('config.noFile')}</p> : <pre className="bn-file">{text}</pre>}
    </section>
  );
}

function Restore({ host, version, onDone }: VersionsProps & { readonly version: Version; onDone(): void }) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const restore = useAction(restoreConfigVersion, { touches: ['findings'] });
  const question = (side: 'before' | 'after') =>
    ask({
      title: t(`config.restoreTitle.${side}`),
      body: t('config.restoreAsk', { name: host.name }),
      verb: t(`config.restore.${side}`),
      run: async () => {
        const { state } = await restore.run({ hostId: host.id, id: version.id, side });
        toast.done(t(`config.state.${state}`));
        onDone();
      },
    });
  return (
    <Group mt="md">
      <Button variant="default" onClick={() => question('before')}>
        {t('config.restore.before')}
      </Button>
      <Button variant="default" onClick={() => question('after')}>
        {t('config.restore.after')}
      </Button>
    </Group>
  );
}
