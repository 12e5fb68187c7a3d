"""Wheelchair, companion and online places, a reserve for the desk, and what helps people."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0019_rules_about_parties'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendee',
            name='needs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('wheelchair', 'a wheelchair place'), ('sign_interpreter', 'a sign language interpreter'), ('audio_description', 'audio description'), ('hearing_loop', 'a hearing loop'), ('large_type', 'large type'), ('companion', 'a companion who helps')], max_length=20), blank=True, db_default=[], default=list, help_text='Said in confidence for this event; erased soon after it.', size=None, verbose_name='access needs'),
        ),
        migrations.AddField(
            model_name='registration',
            name='is_online',
            field=models.BooleanField(db_default=False, default=False, help_text='Where an event takes place on site and online: what the party chose.', verbose_name='takes part online'),
        ),
        migrations.AddField(
            model_name='seatpool',
            name='merges_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='opens to everyone'),
        ),
        migrations.AddField(
            model_name='seatpool',
            name='merges_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.seatpool'),
        ),
        migrations.AlterField(
            model_name='seatpool',
            name='kind',
            field=models.CharField(choices=[('general', 'general places'), ('children', "children's places"), ('wheelchair', 'wheelchair places'), ('companion', 'places for companions'), ('online', 'online places'), ('reserve', 'kept for telephone and desk')], default='general', max_length=20, verbose_name='for whom'),
        ),
        migrations.AddIndex(
            model_name='seatpool',
            index=models.Index(condition=models.Q(('kind', 'reserve')), fields=['merges_at'], name='pool_reserve_opens'),
        ),
        migrations.AddConstraint(
            model_name='seatpool',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reserve'), ('merges_at__isnull', False), ('merges_into__isnull', False)), models.Q(models.Q(('kind', 'reserve'), _negated=True), ('merges_at__isnull', True), ('merges_into__isnull', True)), _connector='OR'), name='pool_reserve_alone_merges'),
        ),
        migrations.RunSQL(
            # Django does not know composite keys: a reserve merges into a pool of its own event.
            """
            ALTER TABLE events_seatpool ADD CONSTRAINT pool_merges_into_pool_of_same_event
            FOREIGN KEY (merges_into_id, event_id) REFERENCES events_seatpool (id, event_id)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE events_seatpool DROP CONSTRAINT pool_merges_into_pool_of_same_event",
        ),
    ]
