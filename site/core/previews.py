"""What a draft looks like before it is public: pages hang here what models show in previews."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from core.registries import Registry

# By the name of the model: makes the context of its page from a row, saved or not.
preview_contexts: Registry[Callable[[Any, HttpRequest], dict[str, Any]]] = Registry("previews")
