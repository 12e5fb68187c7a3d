"""What Django cannot say of draws and of the conduct ledger: what was published and written stands."""

from django.db import migrations

# What was published about a draw is not changed afterwards, whoever asks.
DRAW_STANDS = """
    CREATE FUNCTION events_draw_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.frozen_at IS NOT NULL AND
            (OLD.entries, OLD.entries_sha256, OLD.frozen_at, OLD.number_known_at,
             OLD.number_name_en, OLD.number_name_zh, OLD.number_url)
            IS DISTINCT FROM
            (NEW.entries, NEW.entries_sha256, NEW.frozen_at, NEW.number_known_at,
             NEW.number_name_en, NEW.number_name_zh, NEW.number_url)
        THEN
            RAISE EXCEPTION 'the list of draw % is published', OLD.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'draw_list_stands';
        END IF;
        IF OLD.drawn_at IS NOT NULL AND
            (OLD.number, OLD.drawn_at) IS DISTINCT FROM (NEW.number, NEW.drawn_at)
        THEN
            RAISE EXCEPTION 'the lots of draw % are drawn', OLD.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'draw_result_stands';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER events_draw_stands BEFORE UPDATE ON events_draw
        FOR EACH ROW EXECUTE FUNCTION events_draw_stands();
"""
DRAW_NO_LONGER_STANDS = """
    DROP TRIGGER events_draw_stands ON events_draw;
    DROP FUNCTION events_draw_stands;
"""

# The ledger is only ever added to. Two things may happen to its lines all the same: whoever wrote
# one leaves and is forgotten, and a transaction that says that it forgets deletes old ones.
LEDGER_STANDS = """
    ALTER TABLE events_conductentry ADD CONSTRAINT conduct_taken_back_for_the_same_registration
        FOREIGN KEY (reverses_id, registration_id)
        REFERENCES events_conductentry (id, registration_id);
    CREATE FUNCTION events_conduct_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('shuxiang.forgets_conduct', true) = 'on' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.recorded_by_id IS NULL
            AND to_jsonb(NEW) - 'recorded_by_id' = to_jsonb(OLD) - 'recorded_by_id'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'line % of the conduct ledger stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'conduct_ledger_stands';
    END
    $$;
    CREATE TRIGGER events_conduct_stands BEFORE UPDATE OR DELETE ON events_conductentry
        FOR EACH ROW EXECUTE FUNCTION events_conduct_stands();
"""
LEDGER_NO_LONGER_STANDS = """
    DROP TRIGGER events_conduct_stands ON events_conductentry;
    DROP FUNCTION events_conduct_stands;
    ALTER TABLE events_conductentry DROP CONSTRAINT conduct_taken_back_for_the_same_registration;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_keys_that_agree")]

    operations = [
        migrations.RunSQL(DRAW_STANDS, DRAW_NO_LONGER_STANDS),
        migrations.RunSQL(LEDGER_STANDS, LEDGER_NO_LONGER_STANDS),
    ]
