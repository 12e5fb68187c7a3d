"""Where somebody is forgotten, so is why their sign-ups changed; all else of the history stands."""

from django.db import migrations

REASONS_ARE_FORGOTTEN = """
    CREATE OR REPLACE FUNCTION volunteers_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
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
    $$
"""
REASONS_STAND = """
    CREATE OR REPLACE FUNCTION volunteers_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.changed_by_id IS NULL
            AND to_jsonb(NEW) - 'changed_by_id' = to_jsonb(OLD) - 'changed_by_id'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'line % of the history of sign-ups stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_history_stands';
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0009_plans_of_shifts")]

    operations = [migrations.RunSQL(REASONS_ARE_FORGOTTEN, REASONS_STAND)]
