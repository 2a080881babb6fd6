import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Button, toast, useConfirm } from '../../../../web/kit/index.ts';
import type { HostDetail, JailDetail } from '../../contract/host-shapes.ts';
import { type STEERINGS, steerJail } from '../../contract/jail-routes.ts';

type Steering = (typeof STEERINGS)[number];

interface JailActionsProps {
  readonly jail: JailDetail;
  readonly host: HostDetail;
}

/** What can be done to the jail as it stands. */
const OFFERED: Readonly<Record<JailDetail['state'], readonly Steering[]>> = {
  running: ['idle', 'reload', 'stop'],
  idle: ['resume', 'reload', 'stop'],
  gone: ['start'],
};

/** Idling and resuming happen at once; what lifts bans or drops settings is asked about. */
const ASKED: ReadonlySet<Steering> = new Set(['stop', 'reload']);

export function JailActions({ jail, host }: JailActionsProps) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const steer = useAction(steerJail, { touches: ['findings'] });
  const name = jail.name;
  const run = async (action: Steering) => {
    await steer.run({ id: host.id, jail: name, action });
    toast.done(t(`steer.done.${action}`, { name }));
  };
  const begin = (action: Steering) => {
    if (!ASKED.has(action)) return attempt(() => run(action));
    const words = { name, host: host.name };
    const tone = action === 'stop' ? 'danger' : 'plain';
    return ask({
      title: t(`steer.title.${action}`, words),
      body: t(`steer.ask.${action}`, words),
      verb: t(`steer.do.${action}`, words),
      tone,
      run: () => run(action),
    });
  };
  return OFFERED[jail.state].map((action) => (
    <Button key={action} variant="default" disabled={steer.isPending} onClick={() => begin(action)}>
      {t(`steer.verb.${action}`)}
    </Button>
  ));
}
