import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Text that is shown this once, with a button that copies it. `label` says so. */
export function Secret({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useTranslation('kernel');
  return (
    <Alert title={label}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text component="code" className="ct-secret">
          {value}
        </Text>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {t(copied ? 'actions.copied' : 'actions.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
