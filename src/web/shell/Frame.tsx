import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/queries.ts';
import { cssVariables, OVERLAYS, theme } from '../theme/theme.ts';
import { router } from './router.tsx';

/** Theme, texts, data and routes around every page. */
export function Frame({ nonce }: { readonly nonce: string }) {
  const { t, i18n } = useTranslation('kernel');
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
        <Notifications position="bottom-center" limit={4} transitionDuration={120} />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
        {/* Whatever lies over the page lies in a landmark of its own, so that nothing stands outside of all. */}
        <section id={OVERLAYS} aria-label={t('shell.overlays')} />
      </DatesProvider>
    </MantineProvider>
  );
}
