import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '../../i18n.ts';
import { Button, Group, Title } from '../../kit/mantine.ts';
import markUrl from '../../theme/mark.svg';

/** The frame of the pages before sign-in: our name, one card, the languages. */
export function Gate({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t, i18n } = useTranslation('kernel');
  return (
    <main className="ct-gate">
      <Group gap="sm">
        <img src={markUrl} alt="" width={32} height={32} />
        <Title order={1} size="h3">
          {title}
        </Title>
      </Group>
      <div className="ct-gate-card">{children}</div>
      <Group gap={4}>
        {(['en', 'de'] as const).map((language) => (
          <Button
            key={language}
            size="compact-sm"
            variant="subtle"
            color="gray"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void speak(language)}
          >
            {t(`languages.${language}`)}
          </Button>
        ))}
      </Group>
    </main>
  );
}
