import { IconFlask } from '../../web/kit/icons.ts';
import type { WebModule } from '../../web/module.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';

/** The page of the demo's buttons; the console lists it only while the demo runs. */
export const demoWeb: WebModule = {
  name: 'demo',
  nav: [{ to: '/demo', labelKey: 'title', icon: IconFlask, permission: 'demo:use' }],
  routes: [{ path: '/demo', load: () => import('./DemoPage.tsx'), permission: 'demo:use' }],
  locales: { en, de },
  findingActions: {},
  // It cares for no assets.
  assetHref: () => '/demo',
  assetIcon: () => IconFlask,
};
