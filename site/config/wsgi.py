"""The entry point of the web server."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Views and forms are read now, not while somebody waits for the first page. All this stays as long
# as the process: kept apart, it is not walked through again by every full collection. One came
# with each eighth or so of the long lists of shifts, and took several times as long as the list.
import_module(settings.ROOT_URLCONF)
import_module("pypinyin")  # Else the first search would wait for its dictionary.
gc.collect()
gc.freeze()
