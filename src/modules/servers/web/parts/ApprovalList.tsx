import { useTranslation } from 'react-i18next';
import { useAction, useMe } from '../../../../web/api/index.ts';
import { Alert, attempt, Button, Group, Text, toast } from '../../../../web/kit/index.ts';
import type { Approval } from '../../contract/plan-shapes.ts';
import { approve, decline } from '../../contract/routes.ts';
import { approvalText } from '../view/approval-text.ts';
import { bothClocks } from '../view/clocks.ts';
import { useReader } from './use-reader.ts';

interface ApprovalListProps {
  readonly approvals: readonly Approval[];
  /** Of the server, where all are about one; null: the reader's own clock alone. */
  readonly zone: string | null;
}

/** What waits for a second person, each with the two answers; nothing where nothing waits. */
export function ApprovalList({ approvals, zone }: ApprovalListProps) {
  const { t } = useTranslation('servers');
  if (approvals.length === 0) return null;
  return (
    <Alert color="yellow" mb="md">
      <Text size="sm" fw={600} mb={6}>
        {t('approvals.waiting', { count: approvals.length })}
      </Text>
      <ul className="sv-approvals">
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalEntry approval={approval} zone={zone} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

interface EntryProps extends Pick<ApprovalListProps, 'zone'> {
  readonly approval: Approval;
}

function ApprovalEntry({ approval, zone }: EntryProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const until = bothClocks(Temporal.Instant.from(approval.expiresAt), zone, reader);
  return (
    <>
      <div className="sv-approval-text">
        <Text size="sm">
          {approvalText(approval, zone, reader)} {t('approvals.until', { until })}
        </Text>
        {approval.note !== '' && (
          <Text size="sm" className="ct-lines">
            {t('approvals.note', { note: approval.note })}
          </Text>
        )}
      </div>
      <Answers approval={approval} />
    </>
  );
}

function Answers({ approval: { id: approvalId, server, mayDecide, askedBy } }: Pick<EntryProps, 'approval'>) {
  const { t } = useTranslation('servers');
  const { username } = useMe();
  const agree = useAction(approve, { touches: ['findings'] });
  const refuse = useAction(decline, { touches: ['findings'] });
  const input = { id: server.id, approvalId };
  const answer = (run: () => Promise<unknown>, done: string) =>
    attempt(async () => {
      await run();
      toast.done(done);
    });
  if (!mayDecide && askedBy !== username) return <Text size="sm">{t('approvals.others')}</Text>;
  const no = mayDecide ? 'decline' : 'withdraw';
  return (
    <Group gap={6} wrap="nowrap">
      {mayDecide && (
        <Button
          size="compact-sm"
          aria-label={t('approvals.approveFor', { server: server.name })}
          loading={agree.isPending}
          onClick={() => answer(() => agree.run(input), t('approvals.approved', { server: server.name }))}
        >
          {t('approvals.approve')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t(`approvals.${no}For`, { server: server.name })}
        loading={refuse.isPending}
        onClick={() =>
          answer(() => refuse.run(input), t(mayDecide ? 'approvals.declined' : 'approvals.withdrawn', { server: server.name }))
        }
      >
        {t(`approvals.${no}`)}
      </Button>
    </Group>
  );
}
