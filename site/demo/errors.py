"""Why no demo library is made: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NoDemoHere(DomainError):
    code = "no_demo_here"
    message = _(
        "The demo library has accounts with a known password, so it is not made with these "
        "settings. Use the settings of development."
    )


class DatabaseInUse(DomainError):
    code = "database_in_use"
    message = _(
        "This database holds data of its own already, and the demo library would mix with it. "
        "Choose an empty database."
    )
