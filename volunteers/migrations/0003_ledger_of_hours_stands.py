"""What Django cannot say of hours: they are only ever added to, and never more than the shift.

A line is taken back by the very same line with the opposite sign. Lines change in one case only:
somebody is forgotten, whoever wrote or approved them, or whom the reasons are about.
"""

from django.db import migrations

TAKEN_BACK_EXACTLY = """
    ALTER TABLE volunteers_hoursentry ADD CONSTRAINT hours_taken_back_exactly
        FOREIGN KEY (reverses_id, volunteer_id, shift_id, kind, day, opposite)
        REFERENCES volunteers_hoursentry (id, volunteer_id, shift_id, kind, day, minutes)
"""

LEDGER_STANDS = """
    CREATE FUNCTION volunteers_hours_stand() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        -- A generated column has no value yet where a trigger runs before the change.
        may_change CONSTANT text[] := ARRAY['made_by_id', 'approved_by_id', 'reason', 'opposite'];
    BEGIN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
            AND (NEW.made_by_id IS NULL OR NEW.made_by_id = OLD.made_by_id)
            AND (NEW.approved_by_id IS NULL OR NEW.approved_by_id = OLD.approved_by_id)
            AND NEW.reason IN (OLD.reason, '–')
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'line % of the ledger of hours stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hours_ledger_stands';
    END
    $$;
    CREATE TRIGGER volunteers_hours_stand BEFORE UPDATE OR DELETE ON volunteers_hoursentry
        FOR EACH ROW EXECUTE FUNCTION volunteers_hours_stand();
"""
LEDGER_NO_LONGER_STANDS = """
    DROP TRIGGER volunteers_hours_stand ON volunteers_hoursentry;
    DROP FUNCTION volunteers_hours_stand;
"""

# Two at once would each see the other's line too late, so the volunteer is held meanwhile.
HOURS_CAN_BE_TRUE = """
    CREATE FUNCTION volunteers_hours_can_be_true() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        lasted integer;
        counted integer;
    BEGIN
        IF NEW.reverses_id IS NOT NULL THEN
            RETURN NEW;
        END IF;
        PERFORM FROM volunteers_volunteer WHERE id = NEW.volunteer_id FOR NO KEY UPDATE;
        SELECT extract(epoch FROM ends_at - starts_at) / 60 INTO lasted
        FROM volunteers_shift WHERE id = NEW.shift_id;
        SELECT coalesce(sum(minutes), 0) INTO counted FROM volunteers_hoursentry
        WHERE volunteer_id = NEW.volunteer_id AND shift_id = NEW.shift_id;
        IF counted + NEW.minutes > lasted THEN
            RAISE EXCEPTION 'more than the % minutes of the shift', lasted
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'hours_within_the_shift';
        END IF;
        IF NEW.kind = 'manual' AND (NEW.made_by_id IS NULL OR NEW.approved_by_id IS NULL) THEN
            RAISE EXCEPTION 'hours that are added by hand take two people'
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'hours_manual_take_two';
        END IF;
        IF NEW.presence_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM volunteers_presence AS presence
            JOIN volunteers_claim AS claim ON claim.id = presence.claim_id
            WHERE presence.id = NEW.presence_id
                AND claim.volunteer_id = NEW.volunteer_id AND claim.shift_id = NEW.shift_id
        ) THEN
            RAISE EXCEPTION 'presence % is of somebody else or another shift', NEW.presence_id
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'hours_of_their_own_presence';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER volunteers_hours_can_be_true BEFORE INSERT ON volunteers_hoursentry
        FOR EACH ROW EXECUTE FUNCTION volunteers_hours_can_be_true();
"""
HOURS_NO_LONGER_CHECKED = """
    DROP TRIGGER volunteers_hours_can_be_true ON volunteers_hoursentry;
    DROP FUNCTION volunteers_hours_can_be_true;
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_claims_agree_with_shifts")]

    operations = [
        migrations.RunSQL(
            TAKEN_BACK_EXACTLY,
            "ALTER TABLE volunteers_hoursentry DROP CONSTRAINT hours_taken_back_exactly",
        ),
        migrations.RunSQL(LEDGER_STANDS, LEDGER_NO_LONGER_STANDS),
        migrations.RunSQL(HOURS_CAN_BE_TRUE, HOURS_NO_LONGER_CHECKED),
    ]
