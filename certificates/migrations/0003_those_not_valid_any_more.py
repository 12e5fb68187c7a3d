from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_numbers_without_gaps")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("state", "valid"), _negated=True),
                fields=["issuer", "year", "no"],
                name="certificate_fallen",
            ),
        ),
    ]
