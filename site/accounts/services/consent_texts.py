"""What people are asked to agree to. A text in force is never reworded, but followed by another."""

from django.db import transaction
from django.db.models import Max

from accounts.models import ConsentText


@transaction.atomic
def publish_consent_text(text: ConsentText) -> ConsentText:
    """Keep the text as the next version of its purpose; earlier ones stay as they were agreed to.

    Locks the earlier versions, so that two people do not publish the same one.
    """
    earlier = ConsentText.objects.filter(purpose=text.purpose)
    list(earlier.select_for_update(no_key=True).order_by("pk"))
    text.pk = None
    text.version = (earlier.aggregate(latest=Max("version"))["latest"] or 0) + 1
    text.save(force_insert=True)
    return text
