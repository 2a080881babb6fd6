import type { FindingActionProps } from '../../../../web/module.ts';

/** The addresses that a finding's sentence names: five at most, then an ellipsis. The rest is found again once these are lifted. */
export function namedAddresses(
  { facts }: Pick<FindingActionProps['story'], 'facts'>,
  { rule, assetName }: Pick<FindingActionProps['action'], 'rule' | 'assetName'>,
): readonly string[] {
  const fact = facts.find((one) => one.module === 'bans' && one.rule === rule && (assetName === null || one.assetName === assetName));
  return String(fact?.params['addresses'] ?? '')
    .split(', ')
    .filter((address) => address !== '' && address !== '…');
}
