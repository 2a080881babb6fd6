import { test } from 'vitest';
import { describeNeeding } from '../../../test/needs.ts';
import { screensHouse } from './testing/house.ts';
import { legacyLife } from './testing/legacy/life.ts';

const house = await screensHouse();

// Debian's programs speak to it: clients that we did not write.
describeNeeding(['mosquitto-clients', 'python3-paho-mqtt'], 'players of the old contract at the embedded broker', () =>
  legacyLife((name, run) => test(name, run, 60_000), house),
);
