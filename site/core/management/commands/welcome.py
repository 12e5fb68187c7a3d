"""Greet whoever has started the site on their own machine."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

DEMO_DOMAIN = "@demo.library"


class Command(BaseCommand):
    """Says where the site is and who can sign in."""

    help = "Prints the addresses of this site and its demo accounts."

    def handle(self, **options: Any) -> None:
        site = settings.BASE_URL
        lines = [
            "",
            f"Shuxiang is open:  {site}/",
            f"In Chinese:        {site}/zh-hans/",
            f"For the staff:     {site}/admin/",
            f"Mails it sends:    {site}/dev/mail/",
        ]
        demo = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN).order_by("pk")
        accounts = [user.email for user in demo]
        if accounts:
            lines += ["", f"Sign in with the password {settings.DEMO_PASSWORD} as", ""]
            lines += [f"  {account}" for account in accounts]
        lines += ["", "Ctrl-C stops it.", ""]
        self.stdout.write("\n".join(lines))
