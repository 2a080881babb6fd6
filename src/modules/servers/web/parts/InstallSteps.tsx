import { useTranslation } from 'react-i18next';
import { CopyBlock, Stack, Text } from '../../../../web/kit/index.ts';
import { installCommands } from '../view/install.ts';

interface InstallStepsProps {
  /** Where the console is reached. */
  readonly url: string;
  /** Null while none was just made: it can be shown only then. */
  readonly token: string | null;
}

/** What to do on the machine, command by command. */
export function InstallSteps({ url, token }: InstallStepsProps) {
  const { t } = useTranslation('servers');
  const commands = installCommands(url, token);
  const steps = [
    { text: commands.fetch, label: t('connect.step1') },
    ...(commands.storeToken === null ? [] : [{ text: commands.storeToken, label: t('connect.step2') }]),
    { text: commands.tryOut, label: t('connect.step3') },
    { text: commands.install, label: t('connect.step4') },
  ];
  return (
    <Stack gap="sm">
      {token !== null && (
        <Text size="sm" fw={600}>
          {t('connect.tokenOnce')}
        </Text>
      )}
      {steps.map(({ label, text }, place) => (
        <CopyBlock key={label} label={`${place + 1}. ${label}`} text={text} />
      ))}
    </Stack>
  );
}
