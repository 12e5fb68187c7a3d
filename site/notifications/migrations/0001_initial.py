import datetime
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('sms', 'text message'), ('webhook', 'gateway')], max_length=10, verbose_name='channel')),
                ('address', models.CharField(max_length=254, verbose_name='address')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('subject_id', models.BigIntegerField(help_text='The row that the message is about; its kind knows which.', null=True, verbose_name='about')),
                ('data', models.JSONField(default=dict, verbose_name='details')),
                ('dedupe_key', models.CharField(help_text='The same news is told once.', max_length=120, unique=True)),
                ('state', models.CharField(choices=[('queued', 'waiting to be sent'), ('sent', 'sent'), ('failed', 'given up'), ('dropped', 'no longer needed'), ('unwanted', 'switched off by its reader')], default='queued', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('waits_for_morning', models.BooleanField(db_default=False, default=False, help_text='Does not leave during the quiet hours.', verbose_name='can wait for the morning')),
                ('failure', models.CharField(blank=True, choices=[('unreachable', 'The mail server or gateway could not be reached.'), ('slow', 'The mail server or gateway did not answer in time.'), ('busy', 'The mail server or gateway asked us to come back later.'), ('refused', 'The address or number was refused. Is it spelt right?'), ('wordless', 'The message could not be put into words.'), ('broken_off', 'The attempt never came to an end.')], db_default='', default='', max_length=20, verbose_name='why it failed')),
                ('last_error', models.TextField(blank=True, db_default='', default='')),
                ('sent_at', models.DateTimeField(null=True)),
                ('title', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='title')),
                ('body', models.TextField(blank=True, db_default='', default='', verbose_name='text')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_attempt_at'], name='outbox_due'), models.Index(fields=['subject_id', 'kind'], name='outbox_subject')],
            },
        ),
        migrations.CreateModel(
            name='StoppedKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader', models.CharField(max_length=22, verbose_name='reader')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('stopped_at', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'stopped kind of message',
                'verbose_name_plural': 'stopped kinds of messages',
                'constraints': [models.UniqueConstraint(fields=('reader', 'kind'), name='kind_stopped_once')],
            },
        ),
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, unique=True, verbose_name='kind')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='subject (English)')),
                ('title_zh', models.CharField(blank=True, max_length=150, verbose_name='subject (Chinese)')),
                ('text_en', models.TextField(blank=True, max_length=4000, verbose_name='text (English)')),
                ('text_zh', models.TextField(blank=True, max_length=4000, verbose_name='text (Chinese)')),
                ('short_en', models.CharField(blank=True, max_length=300, verbose_name='text for phones (English)')),
                ('short_zh', models.CharField(blank=True, max_length=300, verbose_name='text for phones (Chinese)')),
            ],
            options={
                'verbose_name': 'text of a message',
                'verbose_name_plural': 'texts of messages',
            },
        ),
        migrations.CreateModel(
            name='MessageSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0), help_text='Messages that can wait are not sent before the quiet hours end. Answers to what somebody has just done and news of today are sent at any hour.', verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), help_text='The same time twice: no quiet hours.', verbose_name='quiet until')),
                ('reminds_week_before', models.BooleanField(default=False, verbose_name='7 days before')),
                ('reminds_day_before', models.BooleanField(default=True, verbose_name='1 day before')),
                ('reminds_hours_before', models.BooleanField(default=False, verbose_name='2 hours before')),
            ],
            options={
                'verbose_name': 'message settings',
                'verbose_name_plural': 'message settings',
            },
        ),
        migrations.CreateModel(
            name='AttemptCount',
            fields=[
                ('source', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'count of attempts',
                'verbose_name_plural': 'counts of attempts',
            },
        ),
    ]
