import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import {
  Badge,
  EmptyState,
  KitForm,
  Section,
  Show,
  Table,
  Textarea,
  toast,
  useFormat,
  useKitForm,
  useUrlFilters,
  WideTable,
} from '../../../../web/kit/index.ts';
import { listConfigFiles, listDrafts, readConfigFile, saveDraft } from '../../contract/config-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';

const SHAPE = { path: z.string() };

interface FilesProps {
  readonly host: HostDetail;
}

/** The files of the configuration folder; ours to change are `.local` files alone. */
export function FilesTab({ host }: FilesProps) {
  const { t } = useTranslation('bans');
  const [{ path }, change] = useUrlFilters(SHAPE);
  const files = useRoute(listConfigFiles, { hostId: host.id });
  return (
    <>
      {path !== undefined && <OpenFile key={path} host={host} path={path} />}
      <Show answer={files}>
        {({ folder, files: found }) => (
          <Section title={folder} about={t('config.filesAbout')}>
            <FileTable files={found} onOpen={(next) => change({ path: next })} />
          </Section>
        )}
      </Show>
    </>
  );
}

interface FileTableProps {
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number;
    readonly mayWrite: boolean;
    readonly hasDraft: boolean;
    readonly exists: boolean;
  }[];
  onOpen(path: string): void;
}

function FileTable({ files, onOpen }: FileTableProps) {
  const { t } = useTranslation('bans');
  const { bytes } = useFormat();
  return (
    <WideTable minWidth={420}>
      <Table.Tbody>
        {files.map(({ path, sizeBytes, mayWrite, hasDraft, exists }) => (
          <Table.Tr key={path}>
            <Table.Td>
              <button type="button" className="bn-open" onClick={() => onOpen(path)}>
                {path}
              </button>
            </Table.Td>
            <Table.Td className="ct-figures">{exists ? bytes(sizeBytes) : '–'}</Table.Td>
            <Table.Td>
              {mayWrite && (
                <Badge variant="default" tt="none">
                  {t('config.ours')}
                </Badge>
              )}{' '}
              {hasDraft && (
                <Badge variant="light" tt="none">
                  {t('config.hasDraft')}
                </Badge>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function OpenFile({ host, path }: FilesProps & { readonly path: string }) {
  const file = useRoute(readConfigFile, { hostId: host.id, path }, { live: false });
  const drafts = useRoute(listDrafts, { hostId: host.id });
  return (
    <Show answer={file}>
      {({ content, hash, mayWrite }) => {
        if (drafts.value === undefined) return null;
        const draft = drafts.value.items.find((each) => each.path === path);
        const text = draft?.content ?? content;
        if (!mayWrite || !host.may.includes('bans:configure')) return <ReadOnly path={path} content={text} />;
        const basedOn = draft === undefined ? hash : draft.basedOn;
        return <Editor key={draft?.at ?? hash} hostId={host.id} path={path} content={text ?? ''} basedOn={basedOn} />;
      }}
    </Show>
  );
}

function ReadOnly({ path, content }: { readonly path: string; readonly content: string | null }) {
  const { t } = useTranslation('bans');
  return (
    <Section title={path} about={t('config.readOnly')}>
      {content === null ? <EmptyState title={t('config.noFile')} /> : <pre className="bn-file">{content}</pre>}
    </Section>
  );
}

interface EditorProps {
  readonly hostId: string;
  readonly path: string;
  readonly content: string;
  readonly basedOn: string | null;
}

function Editor({ hostId, path, content, basedOn }: EditorProps) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: { content },
    route: saveDraft,
    toInput: (values) => ({ hostId, path, basedOn, content: values.content }),
    onDone: () => toast.done(t('config.draftSaved', { path })),
  });
  return (
    <Section title={path} about={t('config.editAbout')}>
      <KitForm form={form} verb={t('config.saveDraft')} canSubmit={form.isDirty}>
        <Textarea
          aria-label={path}
          className="bn-code-field"
          autosize
          minRows={8}
          maxRows={30}
          spellCheck={false}
          wrap="off"
          {...form.text('content')}
        />
      </KitForm>
    </Section>
  );
}
