import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['test/global.ts'],
    // Long enough for a browser or a recovering database on a busy machine, short enough to name what hangs.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Chromium, databases and consoles run beside the workers.
    maxWorkers: 3,
    outputFile: { json: 'test-results/vitest.json' },
  },
});
