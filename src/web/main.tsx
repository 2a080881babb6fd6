import './first.ts';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './theme/base.css';
import './theme/page.css';
import './theme/table.css';
import './theme/shell.css';
import './theme/errands.css';
import './theme/today.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { startTexts } from './i18n.ts';
import { WEB_MODULES } from './modules.ts';
import { Frame } from './shell/Frame.tsx';

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
// Dialogs lock scrolling with a style tag of their own, outside Mantine's nonce.
setNonce(nonce);

await startTexts(WEB_MODULES);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(<Frame nonce={nonce} />);
