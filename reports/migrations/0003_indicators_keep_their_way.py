"""What Django cannot say of indicators: what is counted is not entered, and nothing changes its way.

What is entered is of a library and a month, of no brand: so is its target.
"""

from django.db import migrations

KEEP = """
    CREATE FUNCTION reports_indicator_keeps_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.way = OLD.way THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'indicator % keeps its way', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'indicator_keeps_its_way';
    END
    $$;
    CREATE TRIGGER reports_indicator_keeps_its_way BEFORE UPDATE ON reports_indicator
        FOR EACH ROW EXECUTE FUNCTION reports_indicator_keeps_its_way();

    CREATE FUNCTION reports_entry_is_entered() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM reports_indicator WHERE id = NEW.indicator_id AND way <> 'entered'
        ) THEN
            RAISE EXCEPTION 'indicator % is counted, not entered', NEW.indicator_id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_is_entered';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER reports_entry_is_entered BEFORE INSERT OR UPDATE ON reports_entry
        FOR EACH ROW EXECUTE FUNCTION reports_entry_is_entered();

    CREATE FUNCTION reports_target_knows_its_brand() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.brand_id IS NOT NULL AND EXISTS (
            SELECT FROM reports_indicator WHERE id = NEW.indicator_id AND way = 'entered'
        ) THEN
            RAISE EXCEPTION 'indicator % is of no brand', NEW.indicator_id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'target_knows_its_brand';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER reports_target_knows_its_brand BEFORE INSERT OR UPDATE ON reports_target
        FOR EACH ROW EXECUTE FUNCTION reports_target_knows_its_brand();
"""
LET_GO = """
    DROP TRIGGER reports_target_knows_its_brand ON reports_target;
    DROP FUNCTION reports_target_knows_its_brand;
    DROP TRIGGER reports_entry_is_entered ON reports_entry;
    DROP FUNCTION reports_entry_is_entered;
    DROP TRIGGER reports_indicator_keeps_its_way ON reports_indicator;
    DROP FUNCTION reports_indicator_keeps_its_way;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_reports_stand")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
