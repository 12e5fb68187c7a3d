"""What Django cannot say of claims: composite foreign keys, and a history that stands.

A claim's busy times are those of its shift. Moving the shift moves them in the same statement.
"""

from django.db import migrations

KEYS = [
    ("claim", "claim_need_of_same_shift", "need_id, shift_id", "need (id, shift_id)", ""),
    (
        "claim",
        "claim_volunteer_is_the_person",
        "volunteer_id, person_id",
        "volunteer (id, person_id)",
        "",
    ),
    (
        "claim",
        "claim_is_busy_while_the_shift_lasts",
        "shift_id, busy_from, busy_until",
        "shift (id, starts_at, ends_at)",
        "ON UPDATE CASCADE",
    ),
]

SESSION_OF_EVENT = """
    ALTER TABLE volunteers_shift ADD CONSTRAINT shift_session_of_same_event
        FOREIGN KEY (session_id, event_id) REFERENCES events_session (id, event_id)
        DEFERRABLE INITIALLY IMMEDIATE
"""

# Somebody may be forgotten, whoever changed something or whom the reason is about; all else stands.
HISTORY_STANDS = """
    CREATE FUNCTION volunteers_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        may_change CONSTANT text[] := ARRAY['changed_by_id', 'reason'];
    BEGIN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
            AND (NEW.changed_by_id IS NULL OR NEW.changed_by_id = OLD.changed_by_id)
            AND NEW.reason IN (OLD.reason, '–')
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'line % of the history of sign-ups stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_history_stands';
    END
    $$;
    CREATE TRIGGER volunteers_history_stands BEFORE UPDATE OR DELETE ON volunteers_claimchange
        FOR EACH ROW EXECUTE FUNCTION volunteers_history_stands();
"""
HISTORY_NO_LONGER_STANDS = """
    DROP TRIGGER volunteers_history_stands ON volunteers_claimchange;
    DROP FUNCTION volunteers_history_stands;
"""


def add(table: str, name: str, columns: str, target: str, action: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        ALTER TABLE volunteers_{table} ADD CONSTRAINT {name}
        FOREIGN KEY ({columns}) REFERENCES volunteers_{target} {action}
        DEFERRABLE INITIALLY IMMEDIATE
        """,
        f"ALTER TABLE volunteers_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]

    operations = [
        *(add(*key) for key in KEYS),
        migrations.RunSQL(
            SESSION_OF_EVENT, "ALTER TABLE volunteers_shift DROP CONSTRAINT shift_session_of_same_event"
        ),
        migrations.RunSQL(HISTORY_STANDS, HISTORY_NO_LONGER_STANDS),
    ]
