import * as contract from '../../contract/routes/users.ts';
import type { Db } from '../../db/database.ts';
import { orRefuse, type Served, serve } from '../../http/serve.ts';
import { type Asker, askerOf } from '../access/rank.ts';
import type { TeamActions } from './actions.ts';
import { pageOfTeams, type TeamRecord } from './store.ts';

/** Administration of teams. */
export const teamRoutes = ({ db, teams }: { readonly db: Db; readonly teams: TeamActions }): readonly Served[] => [
  serve(contract.listTeams, async (input, { person }) => {
    const { items, nextCursor } = await pageOfTeams(db, input);
    return { items: items.map((team) => presentTeam(team, askerOf(person))), nextCursor };
  }),
  serve(contract.addTeam, async (input, { person }) => presentTeam(orRefuse(await teams.add(person, input)), askerOf(person))),
  serve(contract.editTeam, async ({ id, ...input }, { person, ifMatch }) =>
    presentTeam(orRefuse(await teams.edit(person, id, input, ifMatch)), askerOf(person)),
  ),
  serve(contract.archiveTeam, async ({ id }, { person }) => orRefuse(await teams.archive(person, id))),
];

/** Administrators do not see superadmins, as members neither. */
const presentTeam = (team: TeamRecord, asker: Asker) => ({
  id: team.id,
  number: team.number,
  name: team.name,
  members: team.members.filter((member) => asker.isSuperadmin || !member.isSuperadmin).map(({ id, name }) => ({ id, name })),
  grants: [...team.grants],
  version: team.version,
});
