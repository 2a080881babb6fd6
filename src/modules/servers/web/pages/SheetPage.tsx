import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, Can, type OutputOf, useAction } from '../../../../web/api/index.ts';
import {
  Alert,
  Button,
  FileButton,
  Group,
  Page,
  Section,
  SiteSelect,
  Stack,
  sentenceFor,
  Text,
  Textarea,
  toast,
  useGo,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { importServers } from '../../contract/routes.ts';
import { SHEET_COLUMNS } from '../../domain/sheet.ts';
import { EnrolmentTokens } from '../parts/EnrolmentTokens.tsx';
import { SheetFaults, SheetLines } from '../parts/SheetResult.tsx';
import '../parts/servers.css';

type Outcome = OutputOf<typeof importServers>;

/** Servers out and in as a sheet, and the other way to many servers at once. */
export default function SheetPage() {
  const { t } = useTranslation('servers');
  return (
    <Page title={t('sheet.title')}>
      <Section title={t('sheet.export')} about={t('sheet.exportText')}>
        <a className="ct-link" href="/api/servers/export.csv" download>
          servers.csv
        </a>
      </Section>
      <Can do="servers:create">
        <Section title={t('sheet.import')} about={t('sheet.about')}>
          <ImportForm />
        </Section>
        <EnrolmentTokens />
      </Can>
    </Page>
  );
}

/** A sheet is tried out first; what is imported is the very text that was tried. */
function ImportForm() {
  const { t } = useTranslation('servers');
  const chosen = useSiteFilter();
  const go = useGo();
  const [csv, setCsv] = useState('');
  const [siteId, setSiteId] = useState<string | null>(chosen ?? null);
  const [tried, setTried] = useState<Outcome | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const tryOut = useAction(importServers);
  const write = useAction(importServers, { touches: ['assets', 'findings'] });
  const change = (text: string) => {
    setCsv(text);
    setTried(null);
    setRefusal(null);
  };
  const send = async (act: typeof tryOut, dryRun: boolean, done: (outcome: Outcome) => void) => {
    try {
      setRefusal(null);
      done(await act.run({ csv, dryRun, ...(siteId === null ? {} : { siteId }) }));
    } catch (thrown) {
      setRefusal(sentenceFor(asProblem(thrown)));
    }
  };
  const finish = ({ lines }: Outcome) => {
    toast.done(t('sheet.done', { count: changing(lines) }));
    go('/servers');
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('sheet.columns', { columns: SHEET_COLUMNS.join(', ') })}
      </Text>
      <Group gap="sm" align="flex-end">
        <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => void file?.text().then(change)}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('sheet.file')}
            </Button>
          )}
        </FileButton>
        <SiteSelect
          label={t('sheet.site')}
          value={siteId}
          onChange={(id) => {
            setSiteId(id);
            setTried(null);
          }}
        />
      </Group>
      <Textarea
        label={t('sheet.paste')}
        autosize
        minRows={5}
        maxRows={14}
        spellCheck={false}
        classNames={{ input: 'ct-figures' }}
        value={csv}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {refusal !== null && (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group>
        <Button
          variant={tried === null ? 'filled' : 'default'}
          disabled={csv.trim() === ''}
          loading={tryOut.isPending}
          onClick={() => void send(tryOut, true, setTried)}
        >
          {t('sheet.try')}
        </Button>
      </Group>
      {tried !== null && <Tried outcome={tried} isPending={write.isPending} onImport={() => void send(write, false, finish)} />}
    </Stack>
  );
}

const changing = (lines: Outcome['lines']): number => lines.filter(({ outcome }) => outcome !== 'unchanged').length;

interface TriedProps {
  readonly outcome: Outcome;
  readonly isPending: boolean;
  onImport(): void;
}

function Tried({ outcome: { lines, faults }, isPending, onImport }: TriedProps) {
  const { t } = useTranslation('servers');
  const count = changing(lines);
  if (faults.length > 0) return <SheetFaults faults={faults} />;
  return (
    <Stack gap="sm" role="status">
      {count === 0 ? <Text>{t('sheet.nothingNew')}</Text> : <SheetLines lines={lines} />}
      {count > 0 && (
        <Group>
          <Button loading={isPending} onClick={onImport}>
            {t('sheet.doImport', { count })}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
