import { beforeAll, describe, expect, test } from 'vitest';
import { assetRoutes } from '../assets/routes.ts';
import { type Shown, testConsole } from '../auth/test-console.ts';
import { login } from '../contract/routes/auth.ts';
import type { AssetId, UserId } from '../../shared/ids.ts';
