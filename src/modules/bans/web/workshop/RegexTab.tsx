import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useRoute } from '../../../../web/api/index.ts';
import { Autocomplete, KitForm, Section, Textarea, TextInput, useKitForm } from '../../../../web/kit/index.ts';
import { listConfigFiles } from '../../contract/config-routes.ts';
import { listJails } from '../../contract/jail-routes.ts';
import { regexTest } from '../../contract/workshop-routes.ts';
import { emptyRegex, regexInput } from '../view/regex-form.ts';
import { Judged } from './Judged.tsx';

interface RegexTabProps {
  readonly hostId: string;
}

/** A filter against pasted lines or a log of the host, judged by fail2ban-regex there. */
export function RegexTab({ hostId }: RegexTabProps) {
  const { t } = useTranslation('bans');
  const [answer, setAnswer] = useState<OutputOf<typeof regexTest> | null>(null);
  const { filters, logs } = useKnown(hostId);
  const form = useKitForm({
    initial: emptyRegex,
    route: regexTest,
    toInput: (values) => regexInput(values, hostId),
    onDone: setAnswer,
  });
  const isNamed = form.values.filter.trim() !== '';
  return (
    <>
      <Section title={t('workshop.try')} about={t('workshop.tryAbout')}>
        <KitForm form={form} verb={t('workshop.run')}>
          <Autocomplete label={t('workshop.filter')} description={t('workshop.filterHelp')} data={filters} {...form.choice('filter')} />
          {isNamed ? (
            <TextInput label={t('workshop.mode')} description={t('workshop.modeHelp')} {...form.text('mode')} />
          ) : (
            <>
              <Textarea
                label={t('jails.failRegex')}
                description={t('workshop.regexHelp')}
                className="bn-code-field"
                autosize
                minRows={3}
                spellCheck={false}
                {...form.text('failregex')}
              />
              <Textarea
                label={t('jails.ignoreRegex')}
                className="bn-code-field"
                autosize
                minRows={1}
                spellCheck={false}
                {...form.text('ignoreregex')}
              />
              <TextInput label={t('workshop.datepattern')} className="bn-code-field" {...form.text('datepattern')} />
            </>
          )}
          <Autocomplete label={t('workshop.log')} description={t('workshop.logHelp')} data={logs} {...form.choice('logPath')} />
          {form.values.logPath.trim() === '' && (
            <Textarea
              label={t('workshop.lines')}
              className="bn-code-field"
              autosize
              minRows={6}
              maxRows={20}
              wrap="off"
              spellCheck={false}
              {...form.text('lines')}
            />
          )}
        </KitForm>
      </Section>
      {answer !== null && <Judged answer={answer} />}
    </>
  );
}

/** Filters and logs of the host, to choose from; typing others is possible while it does not answer. */
function useKnown(hostId: string): { readonly filters: string[]; readonly logs: string[] } {
  const files = useRoute(listConfigFiles, { hostId });
  const jails = useRoute(listJails, { id: hostId });
  const paths = (files.value?.files ?? []).map(({ path }) => path);
  const filters = paths.flatMap((path) => /^filter\.d\/([^/]+)\.conf$/.exec(path)?.[1] ?? []);
  const logs = (jails.value?.items ?? []).flatMap(({ logPaths }) => logPaths);
  return { filters: [...new Set(filters)], logs: [...new Set(logs)] };
}
