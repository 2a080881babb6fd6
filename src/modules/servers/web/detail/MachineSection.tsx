import { useTranslation } from 'react-i18next';
import { confirmLink, listLinkSuggestions, refuseLink, unlinkAsset } from '../../../../kernel/contract/routes/assets.ts';
import { type OutputOf, useAction, useCan, useRoute } from '../../../../web/api/index.ts';
import { attempt, Button, Group, Section, Stack, Text, toast, useConfirm } from '../../../../web/kit/index.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

type Suggestion = OutputOf<typeof listLinkSuggestions>['items'][number];

interface MachineSectionProps {
  readonly server: ServerDetail;
}

/** The machine behind the server, and other assets that may be the same one. Nothing where there is nothing to say. */
export function MachineSection({ server }: MachineSectionProps) {
  const { t } = useTranslation('servers');
  const suggestions = useRoute(listLinkSuggestions, { id: server.id }).value?.items ?? [];
  const isEditor = useCan('assets:edit', server.site.id);
  const mayLink = isEditor || server.may.includes('servers:edit');
  if (server.machine === null && suggestions.length === 0) return null;
  return (
    <Section title={t('link.title')}>
      <Stack gap="sm">
        {server.machine !== null && <Linked server={server} machine={server.machine.name} mayUnlink={mayLink} />}
        {suggestions.map((suggestion) => (
          <SuggestionLine key={suggestion.otherAsset.id} server={server} suggestion={suggestion} mayLink={mayLink} />
        ))}
      </Stack>
    </Section>
  );
}

function Linked({ server, machine, mayUnlink }: MachineSectionProps & { readonly machine: string; readonly mayUnlink: boolean }) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const unlink = useAction(unlinkAsset, { touches: ['servers', 'findings'] });
  const { id, name } = server;
  const question = () =>
    ask({
      title: t('link.unlink'),
      body: t('link.unlinkAsk', { name, machine }),
      verb: t('link.unlinkDo', { name }),
      run: () => unlink.run({ id }),
    });
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm">{t('link.linkedTo', { machine })}</Text>
      {mayUnlink && (
        <Button size="compact-sm" variant="default" onClick={question}>
          {t('link.unlink')}
        </Button>
      )}
    </Group>
  );
}

interface SuggestionLineProps extends MachineSectionProps {
  readonly suggestion: Suggestion;
  readonly mayLink: boolean;
}

function SuggestionLine({ server, suggestion: { otherAsset, because }, mayLink }: SuggestionLineProps) {
  const { t } = useTranslation('servers');
  const confirm = useAction(confirmLink, { touches: ['servers', 'findings'] });
  const refuse = useAction(refuseLink);
  const both = { id: server.id, otherAssetId: otherAsset.id };
  const answer = (work: () => Promise<unknown>, done: string) =>
    attempt(async () => {
      await work();
      toast.done(done);
    });
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm">{t(`link.text_${because}`, { name: otherAsset.name, kind: otherAsset.kind })}</Text>
      {mayLink && (
        <Group gap="xs">
          <Button size="compact-sm" loading={confirm.isPending} onClick={() => answer(() => confirm.run(both), t('link.confirmed'))}>
            {t('link.confirm')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={refuse.isPending}
            onClick={() => answer(() => refuse.run(both), t('link.refused'))}
          >
            {t('link.refuse')}
          </Button>
        </Group>
      )}
    </Group>
  );
}
