"""Certificates: how they look (template), which number they bear (series), what stands on them.

Who holds one is kept apart (holder), so that it can be forgotten while number and state stay.
Who gets one (rule), what is done for many at once (batch), and what they are signed with (key).
"""

from certificates.models.batch import Batch
from certificates.models.certificate import Certificate, Holder
from certificates.models.key import SigningKey
from certificates.models.rule import IssuingRule
from certificates.models.series import Issuer, NumberSeries
from certificates.models.template import Template

__all__ = [
    "Batch",
    "Certificate",
    "Holder",
    "Issuer",
    "IssuingRule",
    "NumberSeries",
    "SigningKey",
    "Template",
]
