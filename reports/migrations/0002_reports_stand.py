"""What Django cannot say of reports: they go from step to step, and stand once they are no draft.

Facts and figures are never changed, only counted anew while the report is a draft. Whoever is
forgotten vanishes from all of them, which is the one change that is always let through.
"""

from django.db import migrations

REPORTS_GO_STEP_BY_STEP = """
    CREATE FUNCTION reports_go_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state = 'draft' THEN
                RETURN OLD;
            END IF;
        ELSIF (NEW.state = OLD.state OR (OLD.state, NEW.state) IN (
                ('draft', 'review'), ('review', 'draft'), ('review', 'approved'),
                ('approved', 'published')
            )) AND (OLD.state = 'draft' OR (
                NEW.title, NEW.first_day, NEW.last_day, NEW.branch_id, NEW.brand_id,
                NEW.language, NEW.digest, NEW.counted_at, NEW.made_at
            ) IS NOT DISTINCT FROM (
                OLD.title, OLD.first_day, OLD.last_day, OLD.branch_id, OLD.brand_id,
                OLD.language, OLD.digest, OLD.counted_at, OLD.made_at
            )) AND (OLD.approved_at IS NULL OR (
                NEW.approved_at = OLD.approved_at
                AND coalesce(NEW.approved_by_id = OLD.approved_by_id, NEW.approved_by_id IS NULL)
            ))
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'report % stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'report_stands';
    END
    $$;
    CREATE TRIGGER reports_go_step_by_step BEFORE UPDATE OR DELETE ON reports_report
        FOR EACH ROW EXECUTE FUNCTION reports_go_step_by_step();
"""
REPORTS_GO_ANYHOW = """
    DROP TRIGGER reports_go_step_by_step ON reports_report;
    DROP FUNCTION reports_go_step_by_step;
"""

FROZEN_STANDS = """
    CREATE FUNCTION reports_frozen_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        report reports_report;
    BEGIN
        SELECT * INTO report FROM reports_report
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
        IF TG_OP = 'INSERT' AND report.state = 'draft' AND report.digest = '' THEN
            RETURN NEW;
        ELSIF TG_OP = 'DELETE' AND coalesce(report.state = 'draft', TRUE) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'what report % has frozen stands', report.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'report_frozen_stands';
    END
    $$;
    CREATE TRIGGER reports_facts_stand BEFORE INSERT OR UPDATE OR DELETE ON reports_reportfact
        FOR EACH ROW EXECUTE FUNCTION reports_frozen_stands();
    CREATE TRIGGER reports_figures_stand BEFORE INSERT OR UPDATE OR DELETE ON reports_reportfigure
        FOR EACH ROW EXECUTE FUNCTION reports_frozen_stands();
"""
FROZEN_STANDS_NO_LONGER = """
    DROP TRIGGER reports_facts_stand ON reports_reportfact;
    DROP TRIGGER reports_figures_stand ON reports_reportfigure;
    DROP FUNCTION reports_frozen_stands;
"""

TEXTS_STAND = """
    CREATE FUNCTION reports_texts_stand() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        kept text;
    BEGIN
        SELECT state INTO kept FROM reports_report
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
        IF coalesce(kept = 'draft', TRUE) OR TG_OP = 'UPDATE'
            AND to_jsonb(NEW) - 'edited_by_id' = to_jsonb(OLD) - 'edited_by_id'
            AND NEW.edited_by_id IS NULL
        THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION 'a text of a report stands'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'report_text_stands';
    END
    $$;
    CREATE TRIGGER reports_texts_stand BEFORE INSERT OR UPDATE OR DELETE ON reports_reporttext
        FOR EACH ROW EXECUTE FUNCTION reports_texts_stand();
"""
TEXTS_STAND_NO_LONGER = """
    DROP TRIGGER reports_texts_stand ON reports_reporttext;
    DROP FUNCTION reports_texts_stand;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RunSQL(REPORTS_GO_STEP_BY_STEP, REPORTS_GO_ANYHOW),
        migrations.RunSQL(FROZEN_STANDS, FROZEN_STANDS_NO_LONGER),
        migrations.RunSQL(TEXTS_STAND, TEXTS_STAND_NO_LONGER),
    ]
