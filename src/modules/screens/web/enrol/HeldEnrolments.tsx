import { useTranslation } from 'react-i18next';
import { useAction, useRoute } from '../../../../web/api/index.ts';
import { AppLink, Button, Group, Section, Show, StatusMark, Table, toast, useConfirm, WideTable } from '../../../../web/kit/index.ts';
import { decideHeldEnrolment, type HeldEnrolment, listHeldEnrolments } from '../../contract/enrolment-routes.ts';
import type { Hardware } from '../../contract/screen-shapes.ts';
import { screenHref } from '../view/href.ts';

/** Players that say they are a screen which is known already: a person decides. */
export function HeldEnrolments() {
  const { t } = useTranslation('screens');
  const held = useRoute(listHeldEnrolments, {});
  return (
    <Section title={t('enrol.held')} about={t('enrol.heldAbout')}>
      <Show answer={held} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <span className="sc-dim">{t('enrol.heldNone')}</span>
          ) : (
            items.map((each) => <Held key={each.id} held={each} />)
          )
        }
      </Show>
    </Section>
  );
}

/** Fields by the keys of their names. */
const FIELDS: readonly (readonly [field: keyof Hardware, key: string])[] = [
  ['hostname', 'screens.host'],
  ['ip', 'screens.ip'],
  ['mac', 'screens.mac'],
  ['model', 'screens.model'],
  ['serial', 'screen.serial'],
  ['os', 'screen.os'],
  ['softwareVersion', 'screens.software'],
];

/** Who says nothing does not contradict. */
const differs = (known: string, claimed: string): boolean => known !== '' && claimed !== '' && known !== claimed;

function Held({ held }: { readonly held: HeldEnrolment }) {
  const { t } = useTranslation('screens');
  const { screen, known, claimed, address, askedAt, uuid } = held;
  const said = (text: string) => (text === '' ? <span className="sc-dim">{t('screen.says')}</span> : <bdi>{text}</bdi>);
  return (
    <section className="sc-held" aria-label={t('enrol.heldTitle', { name: screen.name })}>
      <h3>
        <AppLink href={screenHref(screen.id)}>{t('enrol.heldTitle', { name: screen.name })}</AppLink>
      </h3>
      <p className="sc-dim">
        {address === '' ? t('enrol.heldAt', { at: askedAt }) : t('enrol.heldFrom', { at: askedAt, address })} <code>{uuid}</code>
      </p>
      <WideTable minWidth={300}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('enrol.field')}</Table.Th>
            <Table.Th>{t('enrol.known')}</Table.Th>
            <Table.Th>{t('enrol.claimed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FIELDS.filter(([field]) => known[field] !== '' || claimed[field] !== '').map(([field, key]) => (
            <Table.Tr key={field}>
              <Table.Th scope="row">{t(key)}</Table.Th>
              <Table.Td>{said(known[field])}</Table.Td>
              <Table.Td>
                <Group gap="xs">
                  {said(claimed[field])}
                  {differs(known[field], claimed[field]) && <StatusMark mark="warning" label={t('enrol.differs')} />}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <Decide held={held} />
    </section>
  );
}

function Decide({ held: { id, screen } }: { readonly held: HeldEnrolment }) {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(decideHeldEnrolment, { touches: ['findings'] });
  const { name } = screen;
  const accept = () =>
    ask({
      title: t('enrol.acceptTitle', { name }),
      body: t('enrol.acceptAsk', { name }),
      verb: t('enrol.accept'),
      tone: 'danger',
      run: async () => {
        await run({ id, decision: 'accept' });
        toast.done(t('enrol.accepted', { name }));
      },
    });
  const refuse = () =>
    ask({
      title: t('enrol.refuseTitle'),
      body: t('enrol.refuseAsk', { name }),
      verb: t('enrol.refuse'),
      run: async () => {
        await run({ id, decision: 'refuse' });
        toast.done(t('enrol.refused'));
      },
    });
  return (
    <Group gap="xs" mt="sm">
      <Button size="compact-sm" aria-label={t('enrol.acceptFor', { name })} onClick={accept}>
        {t('enrol.accept')}
      </Button>
      <Button size="compact-sm" variant="default" aria-label={t('enrol.refuseFor', { name })} onClick={refuse}>
        {t('enrol.refuse')}
      </Button>
    </Group>
  );
}
