import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import { createApplyDrafts } from '../actions/configuration/apply.ts';
import { createRemoveDrafts, createSaveDraft } from '../actions/configuration/drafts.ts';
import { createSetJailOption } from '../actions/configuration/jail-option.ts';
import type { ConfigurationParts } from '../actions/configuration/parts.ts';
import { createCheckDrafts, createListFiles, createReadEffective, createReadFile } from '../actions/configuration/queries.ts';
import { createRestoreVersion } from '../actions/configuration/restore.ts';
import { createVersionQueries } from '../actions/configuration/version-queries.ts';
import * as contract from '../contract/config-routes.ts';
import { presentCheck, presentDraft, presentEffective, presentVersion, presentVersionDetail } from './config-present.ts';

/** Files, drafts, checks, applications and versions of a host's configuration. The mount asks for the host's scope. */
export function configRoutes(parts: ConfigurationParts): readonly Served[] {
  const [listFiles, readFile, readEffective] = [createListFiles(parts), createReadFile(parts), createReadEffective(parts)];
  const [saveDraft, removeDrafts, setJailOption] = [createSaveDraft(parts), createRemoveDrafts(parts), createSetJailOption(parts)];
  const [checkDrafts, applyDrafts, restoreVersion] = [createCheckDrafts(parts), createApplyDrafts(parts), createRestoreVersion(parts)];
  const queries = createVersionQueries(parts);
  const versionOf = async (hostId: string, id: string) => {
    const version = await queries.find(hostId, id);
    if (version === null) throw new Refusal('bans.unknown_version');
    return presentVersionDetail(version);
  };
  return [
    serve(contract.listConfigFiles, async ({ hostId }) => {
      const { folder, files } = orRefuse(await listFiles(hostId));
      return { folder, files: files.map((file) => ({ ...file })) };
    }),
    serve(contract.readConfigFile, async ({ hostId, path }) => ({ ...orRefuse(await readFile(hostId, path)) })),
    serve(contract.readEffective, async ({ hostId, of, jail }) => presentEffective(orRefuse(await readEffective(hostId, of, jail)), jail)),
    serve(contract.listDrafts, async ({ hostId }) => ({ items: (await queries.drafts(hostId)).map(presentDraft) })),
    serve(contract.saveDraft, async (input, { actor }) => presentDraft(orRefuse(await saveDraft(actor, input)))),
    serve(contract.removeDraft, async ({ hostId, path }, { actor }) => orRefuse(await removeDrafts(actor, hostId, path))),
    serve(contract.setJailOption, async (input, { actor }) => presentDraft(orRefuse(await setJailOption(actor, input)))),
    serve(contract.checkDrafts, async ({ hostId }) => presentCheck(orRefuse(await checkDrafts(hostId)))),
    serve(contract.applyDrafts, async (input, { actor }) => versionOf(input.hostId, orRefuse(await applyDrafts(actor, input)))),
    serve(contract.listConfigVersions, async ({ hostId, cursor, limit }) => {
      const { items, nextCursor } = await queries.list(hostId, { cursor, limit });
      return { items: items.map(presentVersion), nextCursor };
    }),
    serve(contract.readConfigVersion, async ({ hostId, id }) => versionOf(hostId, id)),
    serve(contract.restoreConfigVersion, async (input, { actor }) => versionOf(input.hostId, orRefuse(await restoreVersion(actor, input)))),
  ];
}
