from wagtail.snippets.models import register_snippet

from network.viewsets import NetworkGroup

register_snippet(NetworkGroup)
