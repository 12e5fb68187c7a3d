import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cms', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BrandMatrix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='address')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(max_length=80, verbose_name='name (Chinese)')),
                ('introduction_en', models.TextField(blank=True, verbose_name='introduction (English)')),
                ('introduction_zh', models.TextField(blank=True, verbose_name='introduction (Chinese)')),
            ],
            options={
                'verbose_name': 'brand matrix',
                'verbose_name_plural': 'brand matrices',
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matrix', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brands', to='brands.brandmatrix', verbose_name='brand matrix')),
                ('slug', models.SlugField(unique=True, verbose_name='address')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(max_length=80, verbose_name='name (Chinese)')),
                ('slogan_en', models.CharField(blank=True, max_length=160, verbose_name='slogan (English)')),
                ('slogan_zh', models.CharField(blank=True, max_length=160, verbose_name='slogan (Chinese)')),
                ('colour', models.CharField(default='#1f6f54', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Enter a colour such as #1f6f54, in lower case.')], verbose_name='colour')),
                ('ink', models.CharField(default='#ffffff', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Enter a colour such as #1f6f54, in lower case.')], verbose_name='colour of text on it')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='logo')),
                ('audience', models.CharField(choices=[('everyone', 'everyone'), ('families', 'parents and children'), ('children', 'children'), ('teens', 'teenagers'), ('adults', 'adults'), ('elders', 'elders'), ('disabled_readers', 'disabled readers')], default='everyone', max_length=20, verbose_name='audience')),
                ('is_star', models.BooleanField(default=False, verbose_name='star brand')),
                ('review_rule', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'no review'), (1, 'one review'), (3, 'three reviews')], help_text='Leave empty to follow the rule of the branch that answers for the event.', null=True, verbose_name='review of events')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brands',
                'ordering': ['-is_star', 'name_en'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='brands.brand', verbose_name='brand')),
                ('slug', models.SlugField(unique=True, verbose_name='address')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=120, verbose_name='name (Chinese)')),
                ('summary_en', models.CharField(blank=True, max_length=300, verbose_name='summary (English)')),
                ('summary_zh', models.CharField(blank=True, max_length=300, verbose_name='summary (Chinese)')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('kind', models.CharField(choices=[('reading', 'reading promotion'), ('lecture', 'lecture'), ('course', 'course'), ('exhibition', 'exhibition'), ('contest', 'contest'), ('performance', 'performance'), ('fair', 'fair'), ('outreach', 'outreach'), ('internal', 'internal')], default='reading', max_length=20, verbose_name='kind')),
                ('audience', models.CharField(choices=[('everyone', 'everyone'), ('families', 'parents and children'), ('children', 'children'), ('teens', 'teenagers'), ('adults', 'adults'), ('elders', 'elders'), ('disabled_readers', 'disabled readers')], default='everyone', max_length=20, verbose_name='audience')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='from age')),
                ('age_to', models.PositiveSmallIntegerField(blank=True, help_text='Years, both included.', null=True, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='to age')),
                ('description_en', wagtail.fields.RichTextField(blank=True, verbose_name='description (English)')),
                ('description_zh', wagtail.fields.RichTextField(blank=True, verbose_name='description (Chinese)')),
                ('bring_en', models.CharField(blank=True, max_length=200, verbose_name='what to bring (English)')),
                ('bring_zh', models.CharField(blank=True, max_length=200, verbose_name='what to bring (Chinese)')),
                ('access_offers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('wheelchair', 'step-free access'), ('sign_interpreter', 'sign language interpreter'), ('audio_description', 'audio description'), ('hearing_loop', 'hearing loop'), ('large_type', 'large type'), ('companion', 'free place for a companion')], max_length=20), blank=True, default=list, size=None, verbose_name='access needs met')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('cmn', 'Mandarin'), ('yue', 'Cantonese'), ('en', 'English'), ('csl', 'Chinese Sign Language')], max_length=8), blank=True, default=list, size=None, verbose_name='held in')),
                ('way_in', models.CharField(choices=[('drop_in', 'drop in, no registration'), ('first_come', 'registration, first come first served'), ('approval', 'by request, the library decides'), ('invitation', 'by invitation')], default='first_come', max_length=20, verbose_name='way in')),
                ('duration_minutes', models.PositiveSmallIntegerField(default=90, verbose_name='minutes')),
                ('capacity', models.PositiveIntegerField(default=30, verbose_name='places')),
                ('children_capacity', models.PositiveIntegerField(blank=True, help_text='Leave empty to let adults and children share the places.', null=True, verbose_name='places kept for children')),
                ('wheelchair_capacity', models.PositiveSmallIntegerField(default=0, help_text='Of all places.', verbose_name='places for wheelchairs')),
                ('companion_capacity', models.PositiveSmallIntegerField(default=0, help_text='Of all places: for whoever comes to help somebody.', verbose_name='places for companions')),
                ('reserve_capacity', models.PositiveSmallIntegerField(default=0, help_text='Of all places: nobody can take them online until they open to all.', verbose_name='places kept for telephone and desk')),
                ('reserve_opens_hours_before', models.PositiveSmallIntegerField(default=48, validators=[django.core.validators.MinValueValidator(1)], verbose_name='these open to all, hours before')),
                ('party_max', models.PositiveSmallIntegerField(default=6, verbose_name='largest party')),
                ('children_per_adult', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty if children may come without adults.', null=True, verbose_name='children for each adult, at most')),
                ('reader_card', models.CharField(choices=[('none', 'not needed'), ('format', 'needed; the number must look right'), ('verified', 'needed; the library system knows it')], default='none', max_length=10, verbose_name='reader card')),
                ('opens_days_before', models.PositiveSmallIntegerField(default=14, verbose_name='registration opens, days before')),
                ('closes_hours_before', models.PositiveSmallIntegerField(default=0, verbose_name='registration closes, hours before')),
                ('unchanged_text_skips_review', models.BooleanField(default=False, verbose_name='events with unchanged text need no review')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
                'ordering': ['brand', 'name_en'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_zh', ''), _negated=True), _connector='OR'), name='programme_has_a_name'), models.CheckConstraint(condition=models.Q(('age_from__isnull', True), ('age_to__isnull', True), ('age_to__gte', models.F('age_from')), _connector='OR'), name='programme_age_range_is_whole'), models.CheckConstraint(condition=models.Q(('party_max__gte', 1)), name='programme_party_has_someone'), models.CheckConstraint(condition=models.Q(('children_per_adult__isnull', True), ('children_per_adult__gte', 1), _connector='OR'), name='programme_adults_look_after_someone')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='brands.programme')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_terms', to=settings.AUTH_USER_MODEL, verbose_name='lead')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'lead',
                'verbose_name_plural': 'leads',
                'ordering': ['-starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='programme_lead_term_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='TaskTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='task_templates', to='brands.programme')),
                ('what_en', models.CharField(blank=True, max_length=160, verbose_name='task (English)')),
                ('what_zh', models.CharField(blank=True, max_length=160, verbose_name='task (Chinese)')),
                ('days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days')),
                ('time', models.CharField(choices=[('before', 'before the event'), ('after', 'after the event')], default='before', max_length=10, verbose_name='before or after')),
                ('doer', models.CharField(blank=True, choices=[('lead', 'who leads the programme'), ('coordinator', 'a coordinator of the library'), ('reviewer', 'a reviewer of the library'), ('director', 'a director of the library')], max_length=20, verbose_name='who')),
                ('place', models.CharField(blank=True, choices=[('sessions', 'sessions and rooms'), ('text', 'text'), ('book_lists', 'book lists'), ('printing', 'posters and cards'), ('paper', 'sign-in sheets and name badges'), ('volunteers', 'volunteers'), ('stations', 'stations at the door'), ('messages', 'messages'), ('photos', 'photos'), ('recap', 'look back'), ('certificates', 'certificates'), ('costs', 'cost')], max_length=20, verbose_name='done at the desk')),
                ('position', models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('what_en', ''), _negated=True), models.Q(('what_zh', ''), _negated=True), _connector='OR'), name='task_template_says_what'), models.CheckConstraint(condition=models.Q(('days__lte', 366)), name='task_template_within_a_year')],
            },
        ),
        migrations.CreateModel(
            name='BrandIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('share_image', models.ForeignKey(blank=True, help_text='Shown at the top and when the page is shared. Art is drawn where none is set.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='picture')),
                ('matrix', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='brands.brandmatrix', verbose_name='brand matrix')),
            ],
            options={
                'verbose_name': 'brand matrix page',
                'verbose_name_plural': 'brand matrix pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='BrandPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('share_image', models.ForeignKey(blank=True, help_text='Shown at the top and when the page is shared. Art is drawn where none is set.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='picture')),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
                ('story', wagtail.fields.StreamField([('heading', 0), ('prose', 1), ('picture', 4), ('quote', 7), ('question', 10), ('book_list', 11)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'heading', 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'text', 'template': 'cms/blocks/prose.html'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'picture'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 2), ('caption', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('source', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'question'}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'answer'}), 10: ('wagtail.blocks.StructBlock', [[('question', 8), ('answer', 9)]], {}), 11: ('wagtail.snippets.blocks.SnippetChooserBlock', ('books.BookList',), {'icon': 'list-ol', 'label': 'book list', 'template': 'books/story_block.html'})}, verbose_name='story')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='brands.brand', verbose_name='brand')),
            ],
            options={
                'verbose_name': 'brand page',
                'verbose_name_plural': 'brand pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProgrammePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('share_image', models.ForeignKey(blank=True, help_text='Shown at the top and when the page is shared. Art is drawn where none is set.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='picture')),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
                ('story', wagtail.fields.StreamField([('heading', 0), ('prose', 1), ('picture', 4), ('quote', 7), ('question', 10), ('book_list', 11)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'heading', 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'text', 'template': 'cms/blocks/prose.html'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'picture'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 2), ('caption', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('source', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'question'}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'answer'}), 10: ('wagtail.blocks.StructBlock', [[('question', 8), ('answer', 9)]], {}), 11: ('wagtail.snippets.blocks.SnippetChooserBlock', ('books.BookList',), {'icon': 'list-ol', 'label': 'book list', 'template': 'books/story_block.html'})}, verbose_name='story')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='brands.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'programme page',
                'verbose_name_plural': 'programme pages',
            },
            bases=('wagtailcore.page',),
        ),
    ]
