"""What Django cannot say of certificates: numbers follow each other, and what is issued stands.

When a transaction ends, every number up to the last one of a series is there; no certificate has a
number beyond it, and none is ever deleted. So there is no gap, whatever wrote the rows.
"""

from django.db import migrations

NUMBERS_FOLLOW = """
    CREATE FUNCTION certificates_series_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
            AND NEW.id = OLD.id AND NEW.issuer_id = OLD.issuer_id AND NEW.year = OLD.year
            AND NEW.last >= OLD.last
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'series % only grows', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'series_only_grows';
    END
    $$;
    CREATE TRIGGER certificates_series_grows BEFORE UPDATE OR DELETE ON certificates_numberseries
        FOR EACH ROW EXECUTE FUNCTION certificates_series_grows();

    CREATE FUNCTION certificates_series_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        before integer := 0;
        found integer;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            before := OLD.last;
        END IF;
        SELECT count(*) INTO found FROM certificates_certificate
        WHERE issuer_id = NEW.issuer_id AND year = NEW.year
            AND no > before AND no <= NEW.last;
        IF found <> NEW.last - before THEN
            RAISE EXCEPTION '% of % numbers of series % are there', found, NEW.last - before, NEW.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'series_is_whole';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE CONSTRAINT TRIGGER certificates_series_is_whole
        AFTER INSERT OR UPDATE ON certificates_numberseries DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION certificates_series_is_whole();

    CREATE FUNCTION certificates_number_was_drawn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM certificates_numberseries
            WHERE issuer_id = NEW.issuer_id AND year = NEW.year AND last >= NEW.no
        ) THEN
            RAISE EXCEPTION 'number % lies beyond its series', NEW.number
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'certificate_number_was_drawn';
        END IF;
        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM certificates_certificate
            WHERE id = NEW.replaces_id AND state = 'replaced' AND source = NEW.source
        ) THEN
            RAISE EXCEPTION 'certificate % replaces one for something else, or a valid one', NEW.number
                USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'certificate_replaces_its_like';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER certificates_number_was_drawn BEFORE INSERT ON certificates_certificate
        FOR EACH ROW EXECUTE FUNCTION certificates_number_was_drawn();

    CREATE FUNCTION certificates_sign_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.sign <> OLD.sign AND EXISTS (
            SELECT FROM certificates_numberseries WHERE issuer_id = OLD.branch_id AND last > 0
        ) THEN
            RAISE EXCEPTION 'numbers with the sign % were given', OLD.sign
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'issuer_sign_stays';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER certificates_sign_stays BEFORE UPDATE ON certificates_issuer
        FOR EACH ROW EXECUTE FUNCTION certificates_sign_stays();
"""
NUMBERS_NO_LONGER_FOLLOW = """
    DROP TRIGGER certificates_sign_stays ON certificates_issuer;
    DROP FUNCTION certificates_sign_stays;
    DROP TRIGGER certificates_number_was_drawn ON certificates_certificate;
    DROP FUNCTION certificates_number_was_drawn;
    DROP TRIGGER certificates_series_is_whole ON certificates_numberseries;
    DROP FUNCTION certificates_series_is_whole;
    DROP TRIGGER certificates_series_grows ON certificates_numberseries;
    DROP FUNCTION certificates_series_grows;
"""

# What is said of a person may be erased: a dash for the reason, nothing for the name.
ISSUED_STANDS = """
    CREATE FUNCTION certificates_stand() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        may_change CONSTANT text[] := ARRAY[
            'state', 'revoked_at', 'revoked_by_id', 'revocation_reason', 'issued_by_id',
            'basis_changed_at', 'basis_answered_at', 'basis_answered_by_id', 'basis_answer'
        ];
    BEGIN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
            AND (NEW.issued_by_id IS NULL OR NEW.issued_by_id = OLD.issued_by_id)
            AND (
                OLD.state = 'valid'
                OR (
                    NEW.state = OLD.state
                    AND NEW.revoked_at IS NOT DISTINCT FROM OLD.revoked_at
                    AND (NEW.revoked_by_id IS NULL OR NEW.revoked_by_id = OLD.revoked_by_id)
                    AND NEW.revocation_reason IN (OLD.revocation_reason, '–')
                )
            )
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'certificate % stands', OLD.number
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'certificate_stands';
    END
    $$;
    CREATE TRIGGER certificates_stand BEFORE UPDATE OR DELETE ON certificates_certificate
        FOR EACH ROW EXECUTE FUNCTION certificates_stand();

    CREATE FUNCTION certificates_holder_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
            AND NEW.certificate_id = OLD.certificate_id
            AND NEW.person_id IS NOT DISTINCT FROM OLD.person_id
            AND NEW.name IN (OLD.name, '')
            AND NEW.masked_name IN (OLD.masked_name, '')
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the holder of certificate % stands', OLD.certificate_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'holder_stands';
    END
    $$;
    CREATE TRIGGER certificates_holder_stands BEFORE UPDATE OR DELETE ON certificates_holder
        FOR EACH ROW EXECUTE FUNCTION certificates_holder_stands();

    CREATE FUNCTION certificates_key_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
            AND NEW.id = OLD.id AND NEW.issuer_id = OLD.issuer_id
            AND NEW.public_multibase = OLD.public_multibase AND NEW.created_at = OLD.created_at
            AND (OLD.retired_at IS NULL OR NEW.retired_at = OLD.retired_at)
            AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'signing key % stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_stands';
    END
    $$;
    CREATE TRIGGER certificates_key_stands BEFORE UPDATE OR DELETE ON certificates_signingkey
        FOR EACH ROW EXECUTE FUNCTION certificates_key_stands();
"""
ISSUED_NO_LONGER_STANDS = """
    DROP TRIGGER certificates_key_stands ON certificates_signingkey;
    DROP FUNCTION certificates_key_stands;
    DROP TRIGGER certificates_holder_stands ON certificates_holder;
    DROP FUNCTION certificates_holder_stands;
    DROP TRIGGER certificates_stand ON certificates_certificate;
    DROP FUNCTION certificates_stand;
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        migrations.RunSQL(NUMBERS_FOLLOW, NUMBERS_NO_LONGER_FOLLOW),
        migrations.RunSQL(ISSUED_STANDS, ISSUED_NO_LONGER_STANDS),
    ]
