import { type Kysely, sql } from 'kysely';

// Long lists show the same of an asset again and again, and putting a page's cells into JSON cost the database more than finding them.
// What a list shows of a row and does not depend on the clock now stands beside it as text. Such a text is made from its own row
// alone (a generated column), so that nothing can forget it; who answers for an asset and how long it is under maintenance come from other rows,
// and triggers keep that.
// Slow: rewrites the tables of assets and sites, ten seconds and more for a hundred thousand assets.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- To the database the JSON of any value depends on the session. That of texts, numbers and of instants in UTC does not.
    create function kernel.json_of(value text) returns text language plpgsql immutable parallel safe as
      $$ begin return coalesce(to_json(value)::text, 'null'); end $$;
    create function kernel.json_of(value timestamptz) returns text language plpgsql immutable parallel safe as
      $$ begin return coalesce(rtrim(to_json(value at time zone 'UTC')::text, '"') || 'Z"', 'null'); end $$;
    create function kernel.json_of(value text[]) returns text language plpgsql immutable parallel safe as
      $$ begin return coalesce(array_to_json(value)::text, 'null'); end $$;
    create function kernel.json_of(value int) returns text language plpgsql immutable parallel safe as
      $$ begin return coalesce(value::text, 'null'); end $$;

    alter table kernel.sites add column wire text not null generated always as (
      '{"id":"' || id::text || '","name":' || kernel.json_of(name) || '}') stored;

    -- Who answers for an asset, as JSON: owners first, then by name.
    alter table kernel.assets add column people text not null default '[]';

    create function kernel.people_of(asset uuid) returns text language sql stable as $$
      select coalesce('[' || string_agg(row_to_json(shown)::text, ','
        order by r.role = 'owner' desc, shown.username, coalesce(r.user_id, r.team_id)) || ']', '[]')
      from kernel.responsibilities r
      left join kernel.users u on u.id = r.user_id
      left join kernel.teams t on t.id = r.team_id
      cross join lateral (
        select r.user_id as "userId", r.team_id as "teamId", coalesce(u.username, t.name) as username, r.role) shown
      where r.asset_id = asset
    $$;

    -- The end of the last period that was not taken back, so that only assets that have one are looked at more closely.
    alter table kernel.assets add column maintained_until timestamptz;

    create function kernel.maintained_until(asset uuid) returns timestamptz language sql stable as $$
      select max(ends_at) from kernel.maintenance_periods where asset_id = asset and ended_early_at is null
    $$;

    update kernel.assets set people = kernel.people_of(id), maintained_until = kernel.maintained_until(id)
      where id in (select asset_id from kernel.responsibilities union select asset_id from kernel.maintenance_periods);

    alter table kernel.assets add column wire text not null generated always as (
      '"id":"' || id::text || '","name":' || kernel.json_of(name) || ',"tags":' || kernel.json_of(tags)
      || ',"createdAt":' || kernel.json_of(created_at) || ',"version":' || version::text) stored;

    -- The assets are held first, in the order of their ids as everywhere: what others have just committed is seen after that.
    create function kernel.keep_people(of_assets uuid[]) returns void language plpgsql as $$
    begin
      perform from kernel.assets where id = any(of_assets) order by id for no key update;
      update kernel.assets set people = kernel.people_of(id) where id = any(of_assets);
    end $$;

    -- Who is about to get another name is waited for: their own trigger would not see an asset that is not committed yet.
    create function kernel.responsibilities_changed() returns trigger language plpgsql as $$
    begin
      perform from kernel.users where id in (select user_id from changed) order by id for share;
      perform from kernel.teams where id in (select team_id from changed) order by id for share;
      perform kernel.keep_people(array(select distinct asset_id from changed));
      return null;
    end $$;
    create trigger responsibilities_added after insert on kernel.responsibilities
      referencing new table as changed for each statement execute function kernel.responsibilities_changed();
    create trigger responsibilities_edited after update on kernel.responsibilities
      referencing new table as changed for each statement execute function kernel.responsibilities_changed();

    create function kernel.responsibilities_gone() returns trigger language plpgsql as $$
    begin
      perform kernel.keep_people(array(select distinct asset_id from changed));
      return null;
    end $$;
    create trigger responsibilities_removed after delete on kernel.responsibilities
      referencing old table as changed for each statement execute function kernel.responsibilities_gone();
    create trigger responsibilities_left after update on kernel.responsibilities
      referencing old table as changed for each statement execute function kernel.responsibilities_gone();

    create function kernel.responsible_renamed() returns trigger language plpgsql as $$
    begin
      perform kernel.keep_people(array(select asset_id from kernel.responsibilities where user_id = new.id or team_id = new.id));
      return null;
    end $$;
    create trigger users_renamed after update of username on kernel.users
      for each row when (old.username is distinct from new.username) execute function kernel.responsible_renamed();
    create trigger teams_renamed after update of name on kernel.teams
      for each row when (old.name is distinct from new.name) execute function kernel.responsible_renamed();

    create function kernel.maintenance_changed() returns trigger language plpgsql as $$
    declare
      of_assets uuid[] := array(select distinct asset_id from changed);
    begin
      perform from kernel.assets where id = any(of_assets) order by id for no key update;
      update kernel.assets set maintained_until = kernel.maintained_until(id) where id = any(of_assets);
      return null;
    end $$;
    create trigger maintenance_added after insert on kernel.maintenance_periods
      referencing new table as changed for each statement execute function kernel.maintenance_changed();
    create trigger maintenance_edited after update on kernel.maintenance_periods
      referencing new table as changed for each statement execute function kernel.maintenance_changed();
    create trigger maintenance_removed after delete on kernel.maintenance_periods
      referencing old table as changed for each statement execute function kernel.maintenance_changed();
    create trigger maintenance_left after update on kernel.maintenance_periods
      referencing old table as changed for each statement execute function kernel.maintenance_changed();
  `.execute(db);
}
