import { givenByResponsibility } from '../../../../kernel/auth/access/asset-access.ts';
import { inScope, type Rights, scopeOf } from '../../../../kernel/contract/access.ts';
import type { Permission } from '../../../../kernel/contract/permission.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { UserId } from '../../../../shared/ids.ts';
import { type Colleague, colleaguesAt } from '../../store/second-people.ts';
import { ACT_ON_SERVERS, READ_SERVERS } from '../may.ts';
import type { Subject } from '../parts.ts';

/**
 * Whom a request for a second person is told: the others who answer for the server; where none of them may agree, all others who
 * may, and the site's contact. Empty: nobody may agree, and asking would be in vain.
 */
export async function secondPeople(work: Work, server: Subject, askedBy: UserId): Promise<readonly UserId[]> {
  const place = { module: 'servers', siteId: server.siteId };
  const others = await colleaguesAt(work.tx, server, askedBy);
  const holds = (person: Colleague, permission: Permission): boolean => inScope(scopeOf(rightsOf(person), permission), place);
  const seeing = others.filter((person) => holds(person, READ_SERVERS));
  const isAnswering = ({ isResponsible }: Colleague): boolean => givenByResponsibility(ACT_ON_SERVERS, isResponsible ? 'maintainer' : null);
  const mayAgree = seeing.filter((person) => isAnswering(person) || holds(person, ACT_ON_SERVERS));
  if (mayAgree.length === 0) return [];
  const answering = mayAgree.filter(isAnswering);
  const told = answering.length > 0 ? answering : seeing.filter((person) => person.isContact || mayAgree.includes(person));
  return told.map(({ id }) => id);
}

const rightsOf = ({ superadmin, grants }: Colleague): Rights => ({ superadmin, grants, tokenScopes: null, tokenSites: null });
