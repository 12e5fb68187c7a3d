"""What Django cannot say of ledgers: they are only ever added to, and their sums follow by themselves.

Sums are kept by triggers that run once for a statement and see all lines it has added, so that one
line and a hundred thousand take the same road. Who adds to several sums takes them in the order of
their keys.
"""

from django.db import migrations

# Lines change in one case only: somebody is forgotten, whoever wrote them or whom they are about.
TALLY_STANDS = """
    CREATE FUNCTION rewards_tally_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        -- A generated column has no value yet where a trigger runs before the change.
        may_change CONSTANT text[] := ARRAY['made_by_id', 'reason', 'title', 'book_id', 'opposite'];
    BEGIN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
            AND (NEW.made_by_id IS NULL OR NEW.made_by_id = OLD.made_by_id)
            AND (NEW.book_id IS NULL OR NEW.book_id = OLD.book_id)
            AND NEW.title IN (OLD.title, '')
            AND NEW.reason IN (OLD.reason, '–')
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'reading record % stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tally_stands';
    END
    $$;
    CREATE TRIGGER rewards_tally_stands BEFORE UPDATE OR DELETE ON rewards_tallyentry
        FOR EACH ROW EXECUTE FUNCTION rewards_tally_stands();
"""
TALLY_NO_LONGER_STANDS = """
    DROP TRIGGER rewards_tally_stands ON rewards_tallyentry;
    DROP FUNCTION rewards_tally_stands;
"""

# The challenge is held while it is asked, so that none closes between the question and the line.
TALLY_ADDS_UP = """
    CREATE FUNCTION rewards_tally_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        finished bigint;
    BEGIN
        PERFORM FROM rewards_challenge
        WHERE id IN (SELECT challenge_id FROM line) ORDER BY id FOR SHARE;
        SELECT id INTO finished FROM rewards_challenge
        WHERE id IN (SELECT challenge_id FROM line) AND state <> 'published' LIMIT 1;
        IF finished IS NOT NULL THEN
            RAISE EXCEPTION 'challenge % takes no reading records', finished
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'tally_of_published_challenges';
        END IF;

        PERFORM FROM rewards_reader
        WHERE id IN (SELECT reader_id FROM line) ORDER BY id FOR NO KEY UPDATE;
        UPDATE rewards_reader AS reader
        SET total = reader.total + added.amount, entries = reader.entries + added.lines
        FROM (
            SELECT reader_id, sum(amount) AS amount,
                sum(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END) AS lines
            FROM line GROUP BY reader_id
        ) AS added
        WHERE reader.id = added.reader_id;

        INSERT INTO rewards_daytally AS tally (reader_id, day, amount, lines)
        SELECT reader_id, day, sum(amount),
            sum(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END)
        FROM line WHERE way <> 'loans' AND reverses_id IS NULL
        GROUP BY reader_id, day
        ON CONFLICT (reader_id, day) DO UPDATE
            SET amount = tally.amount + excluded.amount, lines = tally.lines + excluded.lines;
        UPDATE rewards_daytally AS tally
        SET amount = tally.amount + gone.amount, lines = tally.lines - gone.lines
        FROM (
            SELECT reader_id, day, sum(amount) AS amount, count(*) AS lines
            FROM line WHERE way <> 'loans' AND reverses_id IS NOT NULL
            GROUP BY reader_id, day
        ) AS gone
        WHERE tally.reader_id = gone.reader_id AND tally.day = gone.day;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER rewards_tally_adds_up AFTER INSERT ON rewards_tallyentry
        REFERENCING NEW TABLE AS line
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_tally_adds_up();
"""
TALLY_NO_LONGER_ADDS_UP = """
    DROP TRIGGER rewards_tally_adds_up ON rewards_tallyentry;
    DROP FUNCTION rewards_tally_adds_up;
"""

AWARD_HISTORY = """
    CREATE FUNCTION rewards_award_given() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO rewards_awardchange (award_id, state, total, changed_at)
        SELECT award.id, award.state, reader.total, coalesce(award.lapsed_at, award.earned_at)
        FROM given AS award JOIN rewards_reader AS reader ON reader.id = award.reader_id
        ORDER BY award.id;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER rewards_award_given AFTER INSERT ON rewards_award
        REFERENCING NEW TABLE AS given
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_award_given();

    CREATE FUNCTION rewards_award_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO rewards_awardchange (award_id, state, total, changed_at)
        SELECT award.id, award.state, reader.total, coalesce(award.lapsed_at, award.earned_at)
        FROM now_so AS award
        JOIN was_so ON was_so.id = award.id AND was_so.state <> award.state
        JOIN rewards_reader AS reader ON reader.id = award.reader_id
        ORDER BY award.id;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER rewards_award_changed AFTER UPDATE ON rewards_award
        REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_award_changed();
"""
NO_AWARD_HISTORY = """
    DROP TRIGGER rewards_award_changed ON rewards_award;
    DROP FUNCTION rewards_award_changed;
    DROP TRIGGER rewards_award_given ON rewards_award;
    DROP FUNCTION rewards_award_given;
"""

# These hold nothing about anybody that would have to be forgotten.
ROWS_STAND = """
    CREATE FUNCTION rewards_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'row % of % stands', OLD.id, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END
    $$;
    CREATE TRIGGER award_history_stands BEFORE UPDATE OR DELETE ON rewards_awardchange
        FOR EACH ROW EXECUTE FUNCTION rewards_row_stands();
    CREATE TRIGGER final_standing_stands BEFORE UPDATE OR DELETE ON rewards_finalstanding
        FOR EACH ROW EXECUTE FUNCTION rewards_row_stands();
"""
ROWS_NO_LONGER_STAND = """
    DROP TRIGGER final_standing_stands ON rewards_finalstanding;
    DROP TRIGGER award_history_stands ON rewards_awardchange;
    DROP FUNCTION rewards_row_stands;
"""

STOCK_STANDS = """
    CREATE FUNCTION rewards_stock_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        may_change CONSTANT text[] := ARRAY['made_by_id', 'opposite'];
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.made_by_id IS NULL
            AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'line % of the stock stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stock_line_stands';
    END
    $$;
    CREATE TRIGGER rewards_stock_stands BEFORE UPDATE OR DELETE ON rewards_stockline
        FOR EACH ROW EXECUTE FUNCTION rewards_stock_stands();
"""
STOCK_NO_LONGER_STANDS = """
    DROP TRIGGER rewards_stock_stands ON rewards_stockline;
    DROP FUNCTION rewards_stock_stands;
"""

STOCK_ADDS_UP = """
    CREATE FUNCTION rewards_stock_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM rewards_prizestock
        WHERE id IN (SELECT stock_id FROM line) ORDER BY id FOR NO KEY UPDATE;
        UPDATE rewards_prizestock AS stock SET on_hand = stock.on_hand + added.pieces
        FROM (SELECT stock_id, sum(pieces) AS pieces FROM line GROUP BY stock_id) AS added
        WHERE stock.id = added.stock_id;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER rewards_stock_adds_up AFTER INSERT ON rewards_stockline
        REFERENCING NEW TABLE AS line
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_stock_adds_up();
"""
STOCK_NO_LONGER_ADDS_UP = """
    DROP TRIGGER rewards_stock_adds_up ON rewards_stockline;
    DROP FUNCTION rewards_stock_adds_up;
"""


class Migration(migrations.Migration):
    dependencies = [("rewards", "0002_keys_that_agree")]

    operations = [
        migrations.RunSQL(TALLY_STANDS, TALLY_NO_LONGER_STANDS),
        migrations.RunSQL(TALLY_ADDS_UP, TALLY_NO_LONGER_ADDS_UP),
        migrations.RunSQL(AWARD_HISTORY, NO_AWARD_HISTORY),
        migrations.RunSQL(ROWS_STAND, ROWS_NO_LONGER_STAND),
        migrations.RunSQL(STOCK_STANDS, STOCK_NO_LONGER_STANDS),
        migrations.RunSQL(STOCK_ADDS_UP, STOCK_NO_LONGER_ADDS_UP),
    ]
