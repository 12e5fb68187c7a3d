import core.codes
import core.encryption
import core.storage
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('brands', '0001_initial'),
        ('cms', '0001_initial'),
        ('events', '0001_initial'),
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(choices=[('print', 'one file for the printer'), ('zip', 'one file for each person')], max_length=10, verbose_name='job')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.branch', verbose_name='issued by')),
                ('brand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand', verbose_name='brand')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificate_batches', to='events.event', verbose_name='event')),
                ('selection', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='waiting', max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='in all')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('cancel_asked_at', models.DateTimeField(null=True, verbose_name='asked to stop')),
                ('file', models.FileField(blank=True, storage=core.storage.private_storage, upload_to='certificates')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='deleted')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='batch_within_its_total'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ('waiting', 'running'))), models.Q(models.Q(('state__in', ('waiting', 'running')), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='batch_finishes_at_some_time'), models.CheckConstraint(condition=models.Q(('file', ''), ('expires_at__isnull', False), _connector='OR'), name='batch_file_expires')],
            },
        ),
        migrations.CreateModel(
            name='Issuer',
            fields=[
                ('branch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='certificate_issuer', serialize=False, to='network.branch', verbose_name='library or service point')),
                ('sign', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9]*$', 'Capital letters and digits only, such as CCL.')], verbose_name='sign')),
            ],
            options={
                'verbose_name': 'issuer of certificates',
                'verbose_name_plural': 'issuers of certificates',
                'ordering': ['sign'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sign__regex', '^[A-Z][A-Z0-9]*$')), name='issuer_sign_is_plain')],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.branch', verbose_name='issued by')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='last number')),
            ],
            options={
                'verbose_name': 'series of numbers',
                'verbose_name_plural': 'series of numbers',
                'ordering': ['issuer', '-year'],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'year'), name='series_once_per_year')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('preset', models.CharField(blank=True, default='', editable=False, help_text='Which of those that come with the platform it was made from.', max_length=40)),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=80, verbose_name='name (Chinese)')),
                ('branch', models.ForeignKey(blank=True, help_text='Who keeps it and uses it. Leave empty for the whole network.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificate_templates', to='network.branch', verbose_name='library or service point')),
                ('brand', models.ForeignKey(blank=True, help_text='Leave empty for every brand: each gives its own colours.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificate_templates', to='brands.brand', verbose_name='brand')),
                ('issuer', models.ForeignKey(blank=True, help_text='Leave empty for the library that answers for what it is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.branch', verbose_name='issued by')),
                ('purpose', models.CharField(choices=[('anything', 'anything'), ('attendance', 'taking part in an event'), ('course', 'finishing a course'), ('reading', 'reading'), ('contest', 'a prize in a contest'), ('service_hours', 'service hours'), ('star', 'a star level')], default='anything', max_length=20, verbose_name='what for')),
                ('languages', models.CharField(choices=[('en', 'English'), ('zh', 'Chinese'), ('both', 'both languages')], default='both', max_length=4, verbose_name='languages')),
                ('paper', models.CharField(choices=[('a4', 'A4'), ('a5', 'A5')], default='a4', max_length=2, verbose_name='paper')),
                ('orientation', models.CharField(choices=[('portrait', 'upright'), ('landscape', 'across')], default='landscape', max_length=10, verbose_name='orientation')),
                ('design', models.CharField(default='classic', max_length=30, verbose_name='design')),
                ('fonts', models.CharField(choices=[('serif', 'with serifs (Song)'), ('sans', 'without serifs (Hei)')], default='serif', max_length=10, verbose_name='fonts')),
                ('title_en', models.CharField(blank=True, max_length=80, verbose_name='title (English)')),
                ('title_zh', models.CharField(blank=True, max_length=40, verbose_name='title (Chinese)')),
                ('opening_en', models.CharField(blank=True, max_length=120, verbose_name='line above the name (English)')),
                ('opening_zh', models.CharField(blank=True, max_length=60, verbose_name='line above the name (Chinese)')),
                ('body_en', models.TextField(blank=True, max_length=600, verbose_name='text (English)')),
                ('body_zh', models.TextField(blank=True, max_length=300, verbose_name='text (Chinese)')),
                ('closing_en', models.CharField(blank=True, max_length=200, verbose_name='closing line (English)')),
                ('closing_zh', models.CharField(blank=True, max_length=100, verbose_name='closing line (Chinese)')),
                ('signer_name_en', models.CharField(blank=True, max_length=80, verbose_name='who signs (English)')),
                ('signer_name_zh', models.CharField(blank=True, max_length=40, verbose_name='who signs (Chinese)')),
                ('signer_office_en', models.CharField(blank=True, max_length=80, verbose_name='office (English)')),
                ('signer_office_zh', models.CharField(blank=True, max_length=40, verbose_name='office (Chinese)')),
                ('logo', models.ForeignKey(blank=True, help_text='Leave empty for the logo of the brand.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='logo')),
                ('partner_logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='logo of a partner')),
                ('seal', models.ForeignKey(blank=True, help_text='Best as a PNG with a transparent ground.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='seal')),
                ('signature', models.ForeignKey(blank=True, help_text='Best as a PNG with a transparent ground.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='signature')),
                ('background', models.ForeignKey(blank=True, help_text='Fills the paper, below everything else.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='background')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
            ],
            options={
                'verbose_name': 'certificate template',
                'verbose_name_plural': 'certificate templates',
                'ordering': ['purpose', 'name_en', 'name_zh', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('preset', ''), _negated=True), fields=('preset',), name='template_once_per_preset'), models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='template_has_a_name'), models.CheckConstraint(condition=models.Q(('languages', 'zh'), models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('body_en', ''), _negated=True)), _connector='OR'), name='template_speaks_english_where_it_must'), models.CheckConstraint(condition=models.Q(('languages', 'en'), models.Q(models.Q(('title_zh', ''), _negated=True), models.Q(('body_zh', ''), _negated=True)), _connector='OR'), name='template_speaks_chinese_where_it_must'), models.CheckConstraint(condition=models.Q(('design', ''), _negated=True), name='template_has_a_design')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='network.branch', verbose_name='issued by')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('no', models.PositiveIntegerField(verbose_name='running number')),
                ('number', models.CharField(max_length=28, unique=True, verbose_name='number')),
                ('code', models.CharField(default=core.codes.secret_code, editable=False, max_length=26, unique=True)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.template', verbose_name='template')),
                ('purpose', models.CharField(choices=[('anything', 'anything'), ('attendance', 'taking part in an event'), ('course', 'finishing a course'), ('reading', 'reading'), ('contest', 'a prize in a contest'), ('service_hours', 'service hours'), ('star', 'a star level')], max_length=20, verbose_name='what for')),
                ('source', models.CharField(help_text='What it is for; one valid certificate each.', max_length=80)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='events.event', verbose_name='event')),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand', verbose_name='brand')),
                ('languages', models.CharField(choices=[('en', 'English'), ('zh', 'Chinese'), ('both', 'both languages')], max_length=4, verbose_name='languages')),
                ('wording', models.JSONField(help_text="What is printed, by language; {name} stands for the holder's name.")),
                ('figures', models.JSONField(default=dict, help_text='What was counted on the day of issue.')),
                ('look', models.JSONField(help_text='Design, paper, fonts, colours and pictures.')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='certificates.certificate', verbose_name='replaces')),
                ('state', models.CharField(choices=[('valid', 'valid'), ('replaced', 'replaced by a new one'), ('revoked', 'revoked')], default='valid', max_length=10, verbose_name='state')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revocation_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('basis_changed_at', models.DateTimeField(help_text='Since what it is for does not stand any more.', null=True, verbose_name='basis changed')),
                ('basis_answered_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('basis_answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('basis_answer', models.CharField(blank=True, choices=[('kept', 'stays valid'), ('replaced', 'replaced by a new one'), ('revoked', 'revoked')], default='', max_length=10, verbose_name='decision')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
                'ordering': ['-issued_at', '-pk'],
                'indexes': [models.Index(fields=['source'], name='certificate_source'), models.Index(condition=models.Q(('state', 'valid'), _negated=True), fields=['issuer', 'year', 'no'], name='certificate_fallen'), models.Index(condition=models.Q(('basis_answer', ''), ('basis_changed_at__isnull', False), ('state', 'valid')), fields=['basis_changed_at'], name='certificate_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'year', 'no'), name='certificate_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'valid')), fields=('source',), name='certificate_once_per_source'), models.CheckConstraint(condition=models.Q(('no__gte', 1)), name='certificate_numbers_begin_at_one'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='certificate_is_for_something'), models.CheckConstraint(condition=models.Q(('purpose', 'anything'), _negated=True), name='certificate_has_a_purpose'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('state', 'revoked'), models.Q(('revocation_reason', ''), _negated=True)), models.Q(models.Q(('state', 'revoked'), _negated=True), ('revocation_reason', ''), ('revoked_at__isnull', True)), _connector='OR'), name='certificate_is_revoked_for_a_reason'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='certificate_replaces_another'), models.CheckConstraint(condition=models.Q(models.Q(('basis_answer', ''), ('basis_answered_at__isnull', True)), models.Q(models.Q(('basis_answer', ''), _negated=True), ('basis_answered_at__isnull', False), ('basis_changed_at__isnull', False)), _connector='OR'), name='certificate_answer_is_to_a_change')],
            },
        ),
        migrations.CreateModel(
            name='Holder',
            fields=[
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='holder', serialize=False, to='certificates.certificate')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='accounts.person', verbose_name='person')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name as printed')),
                ('masked_name', models.CharField(blank=True, max_length=120, verbose_name='masked name')),
                ('shows_name', models.BooleanField(default=False, help_text='Only the holder decides that.', verbose_name='show the masked name to whoever checks it')),
            ],
            options={
                'verbose_name': 'holder of a certificate',
                'verbose_name_plural': 'holders of certificates',
                'ordering': ['certificate'],
                'indexes': [models.Index(fields=['name'], name='holder_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('masked_name', ''), ('shows_name', False)), _connector='OR'), name='holder_forgotten_is_blank')],
            },
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_keys', to='network.branch', verbose_name='issued by')),
                ('public_multibase', models.CharField(max_length=60, unique=True, verbose_name='public key')),
                ('private', core.encryption.EncryptedTextField(verbose_name='private key')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'signing key',
                'verbose_name_plural': 'signing keys',
                'ordering': ['issuer', '-created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('issuer',), name='signing_key_one_at_a_time'), models.CheckConstraint(condition=models.Q(('retired_at__isnull', True), ('retired_at__gte', models.F('created_at')), _connector='OR'), name='signing_key_retires_after_it_was_made'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('retired_at__isnull', False), _connector='OR'), name='signing_key_withdrawn_signs_no_more')],
            },
        ),
        migrations.CreateModel(
            name='IssuingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='certificates.template', verbose_name='template')),
                ('event', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='certificate_rule', to='events.event', verbose_name='event')),
                ('programme', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='certificate_rule', to='brands.programme', verbose_name='programme')),
                ('kind', models.CharField(choices=[('attendance', 'who took part'), ('course', 'who finished the course')], default='attendance', max_length=20, verbose_name='who gets one')),
                ('at_least_sessions', models.PositiveSmallIntegerField(blank=True, help_text='Of those that were held. Leave empty for all of them.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='at least so many sessions')),
                ('is_automatic', models.BooleanField(default=False, help_text='Two days after the last session, once every station has reported.', verbose_name='issue by itself')),
            ],
            options={
                'verbose_name': 'rule for certificates',
                'verbose_name_plural': 'rules for certificates',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('programme__isnull', True)), models.Q(('event__isnull', True), ('programme__isnull', False)), _connector='OR'), name='issuing_rule_is_for_one_thing'), models.CheckConstraint(condition=models.Q(('at_least_sessions__isnull', True), ('at_least_sessions__gte', 1), _connector='OR'), name='issuing_rule_takes_something')],
            },
        ),
    ]
