import core.codes
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('events', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('salt', models.CharField(default=core.codes.secret_code, editable=False, max_length=26)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('attendant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('expires_at', models.DateTimeField(verbose_name='good until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sessions', models.ManyToManyField(related_name='stations', to='events.session', verbose_name='sessions')),
            ],
            options={
                'verbose_name': 'station',
                'verbose_name_plural': 'stations',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='station_ends_after_it_is_made')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='door.station')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened')),
                ('last_seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last contact')),
                ('unsynced', models.PositiveIntegerField(default=0, help_text='What it last said that it still holds.', verbose_name='not sent yet')),
                ('clock_offset_ms', models.BigIntegerField(default=0, help_text='How far its clock lags behind ours, in milliseconds.')),
                ('ended_at', models.DateTimeField(blank=True, help_text='Since then the station has a new code.', null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'device',
                'verbose_name_plural': 'devices',
                'ordering': ['station', 'number'],
                'constraints': [models.UniqueConstraint(fields=('station', 'number'), name='device_number_once_per_station')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField(help_text='Given by the device, so that a resend is harmless.', unique=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='events.session')),
                ('registration', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='events.registration')),
                ('answer', models.CharField(choices=[('welcome', 'Welcome'), ('already_here', 'Already here'), ('other_event', 'Another event'), ('cancelled', 'Cancelled'), ('waiting', 'On the waiting list'), ('unknown', 'Unknown code'), ('taken_back', 'Taken back')], max_length=20, verbose_name='answer')),
                ('attendance_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='The attendances that began with it. None for a refusal.', size=None)),
                ('scanned_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='scanned')),
                ('scanned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(blank=True, help_text='Empty where someone signed in stood at the door.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='door.device')),
                ('told', models.CharField(blank=True, choices=[('welcome', 'Welcome'), ('already_here', 'Already here'), ('other_event', 'Another event'), ('cancelled', 'Cancelled'), ('waiting', 'On the waiting list'), ('unknown', 'Unknown code'), ('taken_back', 'Taken back')], default='', max_length=20, verbose_name='the device said')),
                ('device_clock_at', models.DateTimeField(blank=True, null=True, verbose_name="by the device's clock")),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='received')),
                ('clock_is_off', models.BooleanField(default=False, verbose_name="the device's clock is wrong")),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['registration', 'session'], name='scan_of_ticket'), models.Index(condition=models.Q(('answer', 'unknown')), fields=['device', 'received_at'], name='scan_unknown_by_device')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='conflict', to='door.scan')),
                ('kind', models.CharField(choices=[('let_in_twice', 'The same ticket was let in twice'), ('cancelled_meanwhile', 'The ticket had been cancelled'), ('waiting_let_in', 'They were still on the waiting list'), ('other_event_let_in', 'The ticket is for another event'), ('unknown_let_in', 'Nobody knows the code'), ('turned_away', 'A good ticket was turned away')], max_length=20, verbose_name='what happened')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='seen')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'conflict',
                'verbose_name_plural': 'conflicts',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SelfCheckIn',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='self_check_in', serialize=False, to='events.session')),
                ('on_screen', models.BooleanField(default=False, verbose_name='code on a screen')),
                ('on_paper', models.BooleanField(default=False, verbose_name='code on paper')),
                ('screen_no', models.PositiveIntegerField(default=1, editable=False)),
                ('paper_no', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'self check-in',
                'verbose_name_plural': 'self check-ins',
            },
        ),
        migrations.CreateModel(
            name='SignInSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='events.session')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sign-in sheet',
                'verbose_name_plural': 'sign-in sheets',
                'ordering': ['event', 'number'],
                'constraints': [models.UniqueConstraint(fields=('event', 'number'), name='sheet_number_once_per_event'), models.UniqueConstraint(fields=('id', 'event'), name='sheet_key_with_event'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='sheets_are_counted_from_one')],
            },
        ),
        migrations.CreateModel(
            name='SheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='door.signinsheet')),
                ('number', models.PositiveSmallIntegerField(verbose_name='row')),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.attendee')),
            ],
            options={
                'verbose_name': 'row of a sign-in sheet',
                'verbose_name_plural': 'rows of a sign-in sheet',
                'ordering': ['sheet', 'number'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='row_number_once_per_sheet'), models.UniqueConstraint(fields=('sheet', 'attendee'), name='one_row_per_attendee'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='rows_are_counted_from_one')],
            },
        ),
    ]
