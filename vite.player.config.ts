import { defineConfig } from 'vite';

/** The page that a player's Chromium shows, and the one for a trial: served from paths that nobody knows before, so that all of it is relative. */
export default defineConfig({
  root: 'src/player/page',
  base: './',
  build: {
    outDir: '../../../dist/player',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: ['src/player/page/index.html', 'src/player/page/trial.html'] },
  },
});
