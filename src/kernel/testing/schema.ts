import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/**
 * Everything of our schemas that a migration can make, as sorted lines of text: columns, constraints, indexes, functions,
 * triggers, views, sequences, collations, types. Two databases with equal text behave equally.
 */
export async function describeSchema(db: Db): Promise<string> {
  const { rows } = await sql<{ line: string }>`
    with ours as (
      select oid, nspname from pg_namespace
      where nspname not in ('information_schema', 'jobs', 'public') and nspname !~ '^pg_'
    )
    select line from (
      select format('column %s.%s.%s %s null=%s default=%s identity=%s generated=%s collation=%s', n.nspname, c.relname, a.attname,
          format_type(a.atttypid, a.atttypmod), not a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
          (select collname from pg_collation where oid = a.attcollation))
        from pg_attribute a join pg_class c on c.oid = a.attrelid join ours n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm')
      union all
      select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(k.oid))
        from pg_constraint k join ours n on n.oid = k.connamespace
        where k.contype <> 'n' -- as constraints since PostgreSQL 18; the columns above say it on every version
      union all
      select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join ours n on n.oid = c.relnamespace
      union all
      select pg_get_functiondef(p.oid) from pg_proc p join ours n on n.oid = p.pronamespace where p.prokind in ('f', 'p')
      union all
      select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid join ours n on n.oid = c.relnamespace
        where not t.tgisinternal
      union all
      select format('view %s.%s %s', n.nspname, c.relname, pg_get_viewdef(c.oid)) from pg_class c join ours n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm')
      union all
      select format('%s %s.%s options=%s', case c.relkind when 'S' then 'sequence' when 'p' then 'partitioned' else 'table' end,
          n.nspname, c.relname, c.reloptions) from pg_class c join ours n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'S')
      union all
      select format('collation %s.%s %s', n.nspname, l.collname, l.collprovider) from pg_collation l join ours n on n.oid = l.collnamespace
      union all
      select format('type %s.%s %s', n.nspname, t.typname,
          (select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum where enumtypid = t.oid))
        from pg_type t join ours n on n.oid = t.typnamespace where t.typtype in ('e', 'd')
    ) described (line)
    order by line collate "C"
  `.execute(db);
  return rows.map(({ line }) => line).join('\n');
}
