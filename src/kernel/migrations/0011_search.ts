import { type Kysely, sql } from 'kysely';

// People look for a part of a name, and for tags, among any number of assets. A part of a text is found by its groups of three letters
// (pg_trgm, which comes with PostgreSQL); where the database has it not, or does not let us have it, lists are looked through as before.
// Lists of one site are read in the order of names.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index assets_tags on kernel.assets using gin (tags) where archived_at is null;
    create index assets_site_name on kernel.assets (site_id, name, id) where archived_at is null;

    do $$
    begin
      create extension if not exists pg_trgm schema kernel;
    exception when insufficient_privilege or undefined_file or feature_not_supported then
      raise notice 'pg_trgm is not to be had: %', sqlerrm;
    end $$;

    -- Makes an index for parts of a text, wherever the extension lives; none where it is not.
    create function kernel.index_parts(index_name text, table_name regclass, expression text) returns void language plpgsql as $$
    declare
      home text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
    begin
      if home is null then return; end if;
      execute format('create index %I on %s using gin ((%s) %I.gin_trgm_ops)', index_name, table_name, expression, home);
    end $$;

    select kernel.index_parts('assets_name_parts', 'kernel.assets', 'name');
  `.execute(db);
}
