import books.models
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('isbn', models.CharField(blank=True, help_text='10 or 13 digits, with or without hyphens.', max_length=13, null=True, unique=True, validators=[books.models.validate_isbn], verbose_name='ISBN')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('author', models.CharField(blank=True, max_length=200, verbose_name='author')),
                ('publisher', models.CharField(blank=True, max_length=120, verbose_name='publisher')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1000), django.core.validators.MaxValueValidator(2199)], verbose_name='year')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('zh-hans', 'Chinese'), ('mul', 'several languages')], default='', max_length=10, verbose_name='language')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, help_text="A hint for parents; leave it empty for adults' books.", null=True, validators=[django.core.validators.MaxValueValidator(18)], verbose_name='from age')),
            ],
            options={
                'verbose_name': 'book',
                'verbose_name_plural': 'books',
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('isbn__isnull', False), _connector='OR'), name='book_has_a_title_or_isbn', violation_error_message='Give the ISBN of the book, its title, or both.'), models.CheckConstraint(condition=models.Q(('isbn__isnull', True), ('isbn__regex', '^97[89][0-9]{10}$'), _connector='OR'), name='book_isbn_has_13_digits')],
            },
        ),
        migrations.CreateModel(
            name='BookList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_en', models.CharField(blank=True, max_length=160, verbose_name='title (English)')),
                ('title_zh', models.CharField(blank=True, max_length=160, verbose_name='title (Chinese)')),
                ('introduction_en', models.TextField(blank=True, verbose_name='introduction (English)')),
                ('introduction_zh', models.TextField(blank=True, verbose_name='introduction (Chinese)')),
                ('branch', models.ForeignKey(blank=True, help_text='Leave empty for a list of the whole network.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='book_lists', to='network.branch', verbose_name='library that keeps it')),
                ('is_published', models.BooleanField(default=True, help_text='Untick it while you are still collecting.', verbose_name='shown to the public')),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'book list',
                'verbose_name_plural': 'book lists',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('title_zh', ''), _negated=True), _connector='OR'), name='book_list_has_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='books.booklist')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='books.book', verbose_name='book')),
                ('why_en', models.TextField(blank=True, verbose_name='why (English)')),
                ('why_zh', models.TextField(blank=True, verbose_name='why (Chinese)')),
                ('position', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'book on a list',
                'verbose_name_plural': 'books on lists',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('book_list', 'book'), name='entry_once_per_list')],
            },
        ),
    ]
