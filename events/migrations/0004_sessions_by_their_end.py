from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_waiting_parties_counted'),
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['ends_at'], name='session_end'),
        ),
    ]
