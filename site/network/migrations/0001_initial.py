import core.constraints
import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Branch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='English or pinyin.', unique=True, verbose_name='address')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=120, verbose_name='name (Chinese)')),
                ('kind', models.CharField(choices=[('central', 'central library'), ('branch', 'branch library'), ('reading_room', 'reading room'), ('service_point', 'service point'), ('mobile_stop', 'mobile stop'), ('partner', "partner's place")], max_length=20, verbose_name='kind')),
                ('level', models.CharField(choices=[('city', 'city'), ('district', 'district'), ('town', 'town'), ('village', 'village')], max_length=10, verbose_name='level')),
                ('address_en', models.CharField(blank=True, max_length=200, verbose_name='postal address (English)')),
                ('address_zh', models.CharField(blank=True, max_length=200, verbose_name='postal address (Chinese)')),
                ('directions_en', models.TextField(blank=True, verbose_name='how to get there (English)')),
                ('directions_zh', models.TextField(blank=True, verbose_name='how to get there (Chinese)')),
                ('access_en', models.TextField(blank=True, verbose_name='accessibility (English)')),
                ('access_zh', models.TextField(blank=True, verbose_name='accessibility (Chinese)')),
                ('is_step_free', models.BooleanField(default=False, help_text='From the street to where events are held, without a single step.', verbose_name='step-free access')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('review_rule', models.PositiveSmallIntegerField(choices=[(0, 'no review'), (1, 'one review'), (3, 'three reviews')], default=0, help_text="A brand's own rule goes before the branch's.", verbose_name='review of events')),
                ('sort_key', models.CharField(default='', editable=False, max_length=240)),
            ],
            options={
                'verbose_name': 'library or service point',
                'verbose_name_plural': 'service network',
                'ordering': ['sort_key', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='branch_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='branch_coordinates_come_in_pairs')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='network.branch')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_placements', to='network.branch')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'placement',
                'verbose_name_plural': 'placements',
                'ordering': ['branch', 'starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='placement_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('branch')), _negated=True), _connector='OR'), name='placement_not_below_itself'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(core.constraints.Int8Range('branch_id'), '&&'), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[)'), function='daterange'), '&&')], name='placement_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='network.branch')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens_at', models.TimeField(verbose_name='opens')),
                ('closes_at', models.TimeField(verbose_name='closes')),
                ('season_from', models.DateField(blank=True, null=True, verbose_name='season from')),
                ('season_until', models.DateField(blank=True, help_text='The last day of the season.', null=True, verbose_name='season until')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['branch', 'season_from', 'weekday', 'opens_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='opening_hours_close_after_opening'), models.CheckConstraint(condition=models.Q(models.Q(('season_from__isnull', True), ('season_until__isnull', True)), ('season_until__gte', models.F('season_from')), _connector='OR'), name='opening_hours_season_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='network.branch')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=80, verbose_name='name (Chinese)')),
                ('capacity', models.PositiveIntegerField(help_text='People, seated.', verbose_name='capacity')),
                ('is_shared', models.BooleanField(default=False, help_text='A hall or garden that may hold several sessions at once.', verbose_name='can be shared')),
            ],
            options={
                'verbose_name': 'room',
                'verbose_name_plural': 'rooms',
                'ordering': ['branch', 'name_en', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='room_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=120, verbose_name='name (Chinese)')),
                ('kind', models.CharField(choices=[('organ', 'government organ'), ('school', 'school'), ('company', 'company'), ('bookshop', 'bookshop'), ('tea_house', 'tea house'), ('association', 'association'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('website', models.URLField(blank=True, verbose_name='website')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['name_en', 'name_zh'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='partner_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('public_holiday', 'public holiday'), ('working_day', 'adjusted working day'), ('school_term', 'school term'), ('school_holiday', 'school holiday'), ('closed_day', 'closed day')], max_length=20, verbose_name='kind')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(help_text='Included. The same for a single day.', verbose_name='last day')),
                ('branch', models.ForeignKey(blank=True, help_text='For this one alone, not for those below it. Empty: for the whole network.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_entries', to='network.branch', verbose_name='library or service point')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=120, verbose_name='name (Chinese)')),
                ('is_official', models.BooleanField(default=False, editable=False, help_text='Filled in from the official days, and not changed by hand since.')),
            ],
            options={
                'verbose_name': 'entry of the calendar',
                'verbose_name_plural': 'calendar',
                'ordering': ['first_day', 'kind', 'pk'],
                'indexes': [models.Index(fields=['last_day'], name='calendar_last_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='calendar_entry_has_a_name'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='calendar_days_in_order'), models.UniqueConstraint(fields=('kind', 'branch', 'first_day', 'last_day'), name='calendar_entry_once', nulls_distinct=False, violation_error_message='The calendar has these days already, as this kind.')],
            },
        ),
    ]
