import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useRoute } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  CopyBlock,
  CopyButton,
  Loader,
  QrCode,
  Stack,
  StatusMark,
  Text,
  useFormat,
  useNow,
} from '../../../../web/kit/index.ts';
import { listEnrolmentCodes, type makeEnrolmentCode } from '../../contract/enrolment-routes.ts';
import { enrolCommand, qrText, trialHref } from '../view/enrolment.ts';
import { SCREENS_PAGE } from '../view/href.ts';

export type Made = OutputOf<typeof makeEnrolmentCode>;

/** A code that was just made: to be typed in, scanned or pasted; and whether a player has shown it. */
export function MadeCode({ made }: { readonly made: Made }) {
  const { t } = useTranslation('screens');
  const { instant } = useFormat();
  const { origin } = window.location;
  const { code, expiresAt, screen, site } = made;
  return (
    <Stack gap="md">
      <div className="sc-made">
        <div>
          <Text size="sm">{t('enrol.once', { at: instant(expiresAt) })}</Text>
          <Text size="sm">
            {screen === null ? t('enrol.onceNew', { site: site.name }) : t('enrol.onceScreen', { screen: screen.name })}
          </Text>
          <p className="sc-code">
            <span className="ct-hidden">{t('enrol.code')}: </span>
            <code>{code}</code>
          </p>
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {t(copied ? 'copied' : 'enrol.copyCode')}
              </Button>
            )}
          </CopyButton>
          <p className="sc-origin">
            <span className="sc-dim">{t('enrol.address')}</span>
            <code>{origin}</code>
          </p>
          <a href={trialHref(code)} target="_blank" rel="noopener">
            {t('enrol.tryHere')}
          </a>
        </div>
        <div className="sc-qr">
          <QrCode text={qrText(origin, code)} label={t('enrol.qr', { code })} />
          <span className="sc-dim">{t('enrol.qrHelp')}</span>
        </div>
      </div>
      <Arrival made={made} />
      <details>
        <summary>{t('enrol.command')}</summary>
        <Stack gap="xs" mt="xs">
          <CopyBlock label={t('enrol.commandLine')} text={enrolCommand(origin, code)} />
          <Text size="sm" c="dimmed">
            {t('enrol.commandHelp')}
          </Text>
        </Stack>
      </details>
    </Stack>
  );
}

/** Live events bring it: nobody has to look whether the player was let in. A code that is over is no longer listed; what was seen stays. */
function Arrival({ made: { id, expiresAt } }: { readonly made: Made }) {
  const { t } = useTranslation('screens');
  const now = useNow();
  const codes = useRoute(listEnrolmentCodes, {});
  const listed = codes.value?.items.find((code) => code.id === id)?.usedAt ?? null;
  const [usedAt, setUsedAt] = useState(listed);
  if (usedAt === null && listed !== null) setUsedAt(listed);
  const isOver = now >= Temporal.Instant.from(expiresAt).epochMilliseconds;
  return (
    <div role="status" className="sc-arrival">
      {usedAt !== null ? (
        <>
          <StatusMark mark="ok" label={t('enrol.arrived', { at: usedAt })} />
          <AppLink href={SCREENS_PAGE}>{t('enrol.toScreens')}</AppLink>
        </>
      ) : isOver ? (
        <StatusMark mark="muted" label={t('enrol.over')} />
      ) : (
        <>
          <Loader size="xs" aria-hidden />
          <span>{t('enrol.waiting')}</span>
        </>
      )}
    </div>
  );
}
