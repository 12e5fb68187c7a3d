import accounts.models
import accounts.querysets
import core.bilingual
import core.encryption
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('username', models.CharField(default=accounts.models.random_username, max_length=32, unique=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=16, null=True, unique=True, validators=[django.core.validators.RegexValidator('^\\+[1-9]\\d{6,14}$', 'Enter the number with its country code: +86138…')], verbose_name='mobile phone')),
                ('phone_verified_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], default=core.bilingual.site_language, max_length=10, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.CheckConstraint(condition=models.Q(('email__isnull', False), ('phone__isnull', False), _connector='OR'), name='user_has_email_or_phone'), models.CheckConstraint(condition=models.Q(('email__isnull', True), ('email', django.db.models.functions.text.Lower('email')), _connector='OR'), name='user_email_is_lower_case')],
            },
            managers=[
                ('objects', accounts.querysets.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=16, validators=[django.core.validators.RegexValidator('^\\+[1-9]\\d{6,14}$', 'Enter the number with its country code: +86138…')], verbose_name='mobile phone')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], default=core.bilingual.site_language, max_length=10, verbose_name='language')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='year of birth')),
                ('birth_month', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='month of birth')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.CheckConstraint(condition=models.Q(('birth_month__isnull', True), models.Q(('birth_month__range', (1, 12)), ('birth_year__isnull', False)), _connector='OR'), name='person_birth_month_has_a_year'), models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('birth_month__isnull', True), ('birth_year__isnull', True), ('email', ''), ('name', ''), ('phone', ''), ('user__isnull', True)), _connector='OR'), name='person_erased_is_blank')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lives_here', models.BooleanField(default=False, help_text='As the family says of itself. Some events are for residents first.', verbose_name='lives in the city')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'family',
                'verbose_name_plural': 'families',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.person')),
                ('role', models.CharField(choices=[('holder', 'account holder'), ('adult', 'adult'), ('child', 'child'), ('elder', 'elder')], max_length=10, verbose_name='role')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('may_leave_alone', models.BooleanField(blank=True, help_text='Whether a guardian lets the child. Empty: from a certain age on.', null=True, verbose_name='goes home alone')),
            ],
            options={
                'verbose_name': 'family member',
                'verbose_name_plural': 'family members',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('household', 'person'), name='membership_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('left_at__isnull', True), ('role', 'holder')), fields=('person',), name='membership_holder_of_one_household'), models.UniqueConstraint(condition=models.Q(('left_at__isnull', True), ('role', 'holder')), fields=('household',), name='household_has_one_holder')],
            },
        ),
        migrations.AddField(
            model_name='household',
            name='people',
            field=models.ManyToManyField(related_name='households', through='accounts.Membership', to='accounts.person'),
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('participation', 'taking part'), ('photo', 'photos and film'), ('publication', 'publication of work'), ('award_list', 'name on award lists'), ('volunteering', 'agreement of volunteers'), ('minor_volunteer', "a minor's volunteering"), ('minor_reader', "a minor's reading challenges")], max_length=20, verbose_name='purpose')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('text_en', models.TextField(verbose_name='text (English)')),
                ('text_zh', models.TextField(verbose_name='text (Chinese)')),
                ('published_on', models.DateField(verbose_name='in force from')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
                'ordering': ['purpose', '-version'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='consent_text_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='accounts.person')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='accounts.consenttext')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-given_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'text'), name='consent_once_per_text')],
            },
        ),
        migrations.CreateModel(
            name='LegalIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_identities', to='accounts.person')),
                ('purpose', models.CharField(choices=[('service_record', 'the service record of volunteers'), ('certificate', 'the name on certificates')], max_length=20, verbose_name='purpose')),
                ('name', core.encryption.EncryptedTextField(verbose_name='name in the papers')),
                ('number', core.encryption.EncryptedTextField(verbose_name='identity number')),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given')),
                ('expires_on', models.DateField(verbose_name='erased on')),
            ],
            options={
                'verbose_name': 'name and number in the papers',
                'verbose_name_plural': 'names and numbers in the papers',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('person', 'purpose'), name='legal_identity_once_per_purpose')],
            },
        ),
    ]
