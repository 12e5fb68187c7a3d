from django.db import migrations, models
from django.db.models import Q

STANDS = """
    CREATE OR REPLACE FUNCTION certificates_key_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
            AND NEW.id = OLD.id AND NEW.issuer_id = OLD.issuer_id
            AND NEW.public_multibase = OLD.public_multibase AND NEW.created_at = OLD.created_at
            AND (OLD.retired_at IS NULL OR NEW.retired_at = OLD.retired_at)
            {more}
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'signing key % stands', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_stands';
    END
    $$;
"""
WITHDRAWN_STAYS = "AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at)"


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_those_not_valid_any_more")]

    operations = [
        migrations.AddField(
            model_name="signingkey",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(retired_at__isnull=False),
                name="signing_key_withdrawn_signs_no_more",
            ),
        ),
        migrations.RunSQL(STANDS.format(more=WITHDRAWN_STAYS), STANDS.format(more="")),
    ]
