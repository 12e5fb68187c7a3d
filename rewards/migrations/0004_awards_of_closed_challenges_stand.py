"""What a closed challenge has awarded is as final as its standings."""

from django.db import migrations

# None is deleted, for its history stands.
AWARDS_STAND = """
    CREATE FUNCTION rewards_awards_stand() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        closed bigint;
    BEGIN
        SELECT id INTO closed FROM rewards_challenge
        WHERE id IN (SELECT challenge_id FROM award) AND state = 'closed' LIMIT 1;
        IF closed IS NOT NULL THEN
            RAISE EXCEPTION 'awards of challenge % stand', closed
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'awards_of_closed_challenges_stand';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER rewards_award_given_in_time AFTER INSERT ON rewards_award
        REFERENCING NEW TABLE AS award
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_awards_stand();
    CREATE TRIGGER rewards_award_changed_in_time AFTER UPDATE ON rewards_award
        REFERENCING OLD TABLE AS award
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_awards_stand();
"""
AWARDS_NO_LONGER_STAND = """
    DROP TRIGGER rewards_award_changed_in_time ON rewards_award;
    DROP TRIGGER rewards_award_given_in_time ON rewards_award;
    DROP FUNCTION rewards_awards_stand;
"""


class Migration(migrations.Migration):
    dependencies = [("rewards", "0003_ledgers_stand_and_add_up")]

    operations = [migrations.RunSQL(AWARDS_STAND, AWARDS_NO_LONGER_STAND)]
