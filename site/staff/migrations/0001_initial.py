import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('brands', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('network', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffScope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_scopes', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('coordinator', 'coordinator'), ('reviewer', 'reviewer'), ('door', 'door desk'), ('director', 'director')], max_length=20, verbose_name='role')),
                ('branch', models.ForeignKey(blank=True, help_text='With all below it. Leave empty for every one.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='staff_scopes', to='network.branch', verbose_name='library or service point')),
                ('brand', models.ForeignKey(blank=True, help_text='Leave empty for every one.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='staff_scopes', to='brands.brand', verbose_name='brand')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'staff scope',
                'verbose_name_plural': 'staff scopes',
                'ordering': ['user', 'role', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'role', 'branch', 'brand'), name='staff_scope_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='staff_scope_term_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contenttypes.contenttype', verbose_name='content type')),
                ('label', models.TextField()),
                ('action', models.CharField(blank=True, db_index=True, max_length=255)),
                ('data', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('timestamp', models.DateTimeField(db_index=True, verbose_name='timestamp (UTC)')),
                ('uuid', models.UUIDField(blank=True, editable=False, help_text='Log entries that happened as part of the same user action are assigned the same UUID', null=True)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wagtailcore.revision')),
                ('content_changed', models.BooleanField(db_index=True, default=False)),
                ('deleted', models.BooleanField(default=False)),
                ('object_id', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'log entry',
                'verbose_name_plural': 'log entries',
                'ordering': ['-timestamp', '-pk'],
                'indexes': [models.Index(fields=['uuid', 'action', '-timestamp'], name='log_entry_action'), models.Index(fields=['content_type', 'object_id'], name='log_entry_row')],
            },
        ),
        migrations.CreateModel(
            name='ReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='ReviewWorkflow',
            fields=[
                ('rule', models.PositiveSmallIntegerField(choices=[(0, 'no review'), (1, 'one review'), (3, 'three reviews')], primary_key=True, serialize=False, verbose_name='rule')),
                ('workflow', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review_rule', to='wagtailcore.workflow', verbose_name='workflow')),
            ],
            options={
                'verbose_name': 'workflow of a rule of review',
                'verbose_name_plural': 'workflows of rules of review',
            },
        ),
    ]
