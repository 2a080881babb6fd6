import { toldTexts } from '../../../../kernel/contract/saying.ts';
import { SERVERS_TOLD } from '../../contract/told.ts';
import { detail } from './en/detail.ts';
import { findings } from './en/findings.ts';
import { list } from './en/list.ts';
import { notices } from './en/notices.ts';
import { plan } from './en/plan.ts';
import { safety } from './en/safety.ts';
import { tools } from './en/tools.ts';
import { words } from './en/words.ts';

export const en = { ...words, ...list, ...detail, ...findings, ...plan, ...notices, ...tools, ...safety, told: toldTexts(SERVERS_TOLD) };
