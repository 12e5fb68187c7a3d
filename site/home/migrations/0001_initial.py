import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cms', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('share_image', models.ForeignKey(blank=True, help_text='Shown at the top and when the page is shared. Art is drawn where none is set.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.customimage', verbose_name='picture')),
                ('headline', models.CharField(max_length=120, verbose_name='headline')),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
                ('story', wagtail.fields.StreamField([('heading', 0), ('prose', 1), ('picture', 4), ('quote', 7), ('question', 10), ('book_list', 11)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'heading', 'template': 'cms/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'text', 'template': 'cms/blocks/prose.html'}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'picture'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 2), ('caption', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('source', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'question'}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'label': 'answer'}), 10: ('wagtail.blocks.StructBlock', [[('question', 8), ('answer', 9)]], {}), 11: ('wagtail.snippets.blocks.SnippetChooserBlock', ('books.BookList',), {'icon': 'list-ol', 'label': 'book list', 'template': 'books/story_block.html'})}, verbose_name='story')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
    ]
