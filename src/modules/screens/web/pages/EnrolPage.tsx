import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can } from '../../../../web/api/index.ts';
import { Button, Page, Section, Text } from '../../../../web/kit/index.ts';
import { CodeForm } from '../enrol/CodeForm.tsx';
import { HeldEnrolments } from '../enrol/HeldEnrolments.tsx';
import { type Made, MadeCode } from '../enrol/MadeCode.tsx';
import { OpenCodes } from '../enrol/OpenCodes.tsx';
import { SharedAccount } from '../legacy/SharedAccount.tsx';
import '../parts/screens.css';

/** Lets players in: codes for them, and decisions about those that claim to be known. */
export default function EnrolPage() {
  const { t } = useTranslation('screens');
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Page title={t('enrol.title')}>
      <Text size="sm" mb="md" maw={760}>
        {t('enrol.howText')}
      </Text>
      <Section
        title={t('enrol.make')}
        {...(made === null
          ? {}
          : {
              actions: (
                <Button size="compact-sm" variant="default" onClick={() => setMade(null)}>
                  {t('enrol.another')}
                </Button>
              ),
            })}
      >
        {made === null ? <CodeForm onMade={setMade} /> : <MadeCode key={made.id} made={made} />}
      </Section>
      <HeldEnrolments />
      <OpenCodes />
      <Can do="screens:legacy">
        <SharedAccount />
      </Can>
    </Page>
  );
}
