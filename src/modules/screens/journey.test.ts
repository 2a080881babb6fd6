import { test } from 'vitest';
import { screensHouse } from './testing/house.ts';
import { journey } from './testing/journey.ts';

const house = await screensHouse();
journey(test, () => house);
