"""Places of every kind, and a reserve, by default."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('brands', '0007_rules_about_parties'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='companion_capacity',
            field=models.PositiveSmallIntegerField(default=0, help_text='Of all places: for whoever comes to help somebody.', verbose_name='places for companions'),
        ),
        migrations.AddField(
            model_name='programme',
            name='reserve_capacity',
            field=models.PositiveSmallIntegerField(default=0, help_text='Of all places: nobody can take them online until they open to all.', verbose_name='places kept for telephone and desk'),
        ),
        migrations.AddField(
            model_name='programme',
            name='reserve_opens_hours_before',
            field=models.PositiveSmallIntegerField(default=48, validators=[django.core.validators.MinValueValidator(1)], verbose_name='these open to all, hours before'),
        ),
        migrations.AddField(
            model_name='programme',
            name='wheelchair_capacity',
            field=models.PositiveSmallIntegerField(default=0, help_text='Of all places.', verbose_name='places for wheelchairs'),
        ),
    ]
