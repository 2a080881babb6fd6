import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../../../web/api/index.ts';
import { Checkbox, KitForm, Modal, Text, Textarea, useKitForm } from '../../../../web/kit/index.ts';
import { makeReportToken } from '../../contract/routes.ts';

export type MadeToken = OutputOf<typeof makeReportToken>;

interface TokenDialogProps {
  readonly server: { readonly id: string; readonly name: string };
  readonly addressRanges: readonly string[] | null;
  /** There is no token yet that would end. */
  readonly isFirst: boolean;
  onMade(made: MadeToken): void;
  onClose(): void;
}

const rangesOf = (text: string): string[] | null => {
  const ranges = text.split(/[\s,]+/).filter((range) => range !== '');
  return ranges.length === 0 ? null : ranges;
};

/** Makes a new report token, ending the one in use. */
export function TokenDialog({ server, addressRanges, isFirst, onMade, onClose }: TokenDialogProps) {
  const { t } = useTranslation('servers');
  const form = useKitForm({
    initial: { addressRanges: (addressRanges ?? []).join('\n'), forgetMachine: false },
    route: makeReportToken,
    toInput: (values) => ({ id: server.id, addressRanges: rangesOf(values.addressRanges), forgetMachine: values.forgetMachine }),
    onDone: (made) => {
      onMade(made);
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(isFirst ? 'reporting.makeTitle' : 'reporting.rotateTitle', { name: server.name })}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      <KitForm form={form} verb={t('reporting.make')} onCancel={onClose}>
        {!isFirst && <Text size="sm">{t('reporting.rotateText')}</Text>}
        <Textarea
          label={t('reporting.ranges')}
          description={t('reporting.rangesHelp')}
          autosize
          minRows={2}
          {...form.text('addressRanges')}
        />
        {!isFirst && <Checkbox label={t('reporting.forget')} {...form.flag('forgetMachine')} />}
      </KitForm>
    </Modal>
  );
}
