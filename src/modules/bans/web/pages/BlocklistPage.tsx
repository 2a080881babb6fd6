import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCan, useRoute } from '../../../../web/api/index.ts';
import { attempt, Button, FileButton, Page, Show, StatusMark, toast, useConfirm, useGo, useParam } from '../../../../web/kit/index.ts';
import { fetchBlocklist, getBlocklist, removeBlocklist, uploadBlocklist } from '../../contract/blocklist-routes.ts';
import type { Blocklist } from '../../contract/blocklist-shapes.ts';
import { BlocklistDialog } from '../dialogs/BlocklistDialog.tsx';
import { BlocklistFacts } from '../lists/BlocklistFacts.tsx';
import { ImportReport } from '../lists/ImportReport.tsx';
import { Imports } from '../lists/Imports.tsx';
import { listMark } from '../view/blocklist-mark.ts';
import '../parts/bans.css';

/** One blocklist: what was read, what it would change, and what stands where. */
export default function BlocklistPage() {
  const { t } = useTranslation('bans');
  const list = useRoute(getBlocklist, { id: useParam('id') });
  if (list.value !== undefined) return <Details list={list.value} />;
  return (
    <Page title={t('nav.blocklists')}>
      <Show answer={list}>{() => null}</Show>
    </Page>
  );
}

interface DetailsProps {
  readonly list: Blocklist;
}

function Details({ list }: DetailsProps) {
  const { t } = useTranslation('bans');
  const { mark, word } = listMark(list);
  const mayChange = useCan('bans:lists', list.site.id);
  return (
    <Page
      title={list.name}
      aside={<StatusMark mark={mark} label={t(`blocklists.state.${word}`)} />}
      actions={mayChange ? <Actions list={list} /> : undefined}
    >
      {list.lastImport !== null && <ImportReport list={list} report={list.lastImport} mayApply={mayChange} />}
      <BlocklistFacts list={list} />
      <Imports listId={list.id} />
    </Page>
  );
}

function Actions({ list }: DetailsProps) {
  const { t } = useTranslation('bans');
  const [isEditing, setEditing] = useState(false);
  const fetchNow = useAction(fetchBlocklist);
  const upload = useAction(uploadBlocklist);
  const send = (file: File | null) => {
    if (file !== null) attempt(async () => upload.run({ id: list.id, body: await file.text() }));
  };
  return (
    <>
      {list.url === null ? (
        <FileButton onChange={send} accept="text/plain,text/csv,application/json,.netset,.ipset">
          {(props) => (
            <Button {...props} loading={upload.isPending}>
              {t('blocklists.upload')}
            </Button>
          )}
        </FileButton>
      ) : (
        <Button loading={fetchNow.isPending} onClick={() => attempt(() => fetchNow.run({ id: list.id }))}>
          {t('blocklists.fetch')}
        </Button>
      )}
      <Button variant="default" onClick={() => setEditing(true)}>
        {t('blocklists.change')}
      </Button>
      <RemoveButton list={list} />
      {isEditing && <BlocklistDialog blocklist={list} onClose={() => setEditing(false)} />}
    </>
  );
}

function RemoveButton({ list: { id, name, networks } }: DetailsProps) {
  const { t } = useTranslation('bans');
  const go = useGo();
  const ask = useConfirm();
  const remove = useAction(removeBlocklist, { touches: ['findings'] });
  const question = () =>
    ask({
      title: t('blocklists.removeTitle', { name }),
      body: t('blocklists.removeAsk', { count: networks }),
      verb: t('blocklists.removeDo', { name }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id });
        toast.done(t('blocklists.removed', { name }));
        go('/bans/blocklists', { replace: true });
      },
    });
  return (
    <Button variant="default" color="red" onClick={question}>
      {t('blocklists.remove')}
    </Button>
  );
}
