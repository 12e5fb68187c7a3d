"""Who sees and decides what about certificates.

A certificate goes with the library that issued it and the brand that it is about, as an event does.
Templates of the whole network are there for everyone and changed by those in charge of it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from brands.querysets import RetirableQuerySet
from certificates.models import Batch, Certificate, SigningKey, Template
from certificates.querysets import CertificateQuerySet
from staff.choices import Action
from staff.policies import Rule, RulesPolicy, all_rows, whole_branches
from staff.policy import (
    NOWHERE,
    ScopedPermissionPolicy,
    branches_in_scope,
    brands_in_scope,
    may_at,
    where,
)


def certificates_in_scope(user: Any, *actions: str) -> CertificateQuerySet:
    """The certificates with which the user may do one of the actions."""
    return Certificate.objects.filter(where(user, *actions, branch="issuer", brand="brand"))


def may_with_certificate(user: Any, action: str, certificate: Certificate) -> bool:
    """Whether the user may do this with the certificate, as it was read from the database."""
    return may_at(user, action, branch_id=certificate.issuer_id, brand_id=certificate.brand_id)


def batches_in_scope(user: Any, *actions: str) -> QuerySet[Batch]:
    """The runs that the user may follow, and whose file they may fetch."""
    return Batch.objects.filter(where(user, *actions))


def templates_to_use(user: Any) -> RetirableQuerySet:
    """The templates that the user may issue with: the network's, and those of their libraries.

    One that names its issuer is for those who may issue for that library.
    """
    issuers = branches_in_scope(user, Action.CHANGE).values("pk")
    usable = Template.objects.filter(_seen(user, Action.CHANGE))
    return usable.filter(Q(issuer=None) | Q(issuer__in=issuers))


def _seen(user: Any, action: str) -> Q:
    """Those of the network, and those of libraries and brands that a scope touches."""
    if all_rows(user, action) == NOWHERE:
        return NOWHERE
    branches = branches_in_scope(user, action).values("pk")
    brands = brands_in_scope(user, action).values("pk")
    return (Q(branch=None) | Q(branch__in=branches)) & (Q(brand=None) | Q(brand__in=brands))


def _kept(user: Any, action: str) -> Q:
    return where(user, action)


TEMPLATE_RULES: dict[str, Rule] = {
    Action.VIEW: _seen,
    Action.ADD: _kept,
    Action.CHANGE: _kept,
}


def templates_policy() -> RulesPolicy:
    """Templates are retired, not deleted: what was issued points to them."""
    return _KeptPolicy(Template, **TEMPLATE_RULES)


def signing_keys_policy() -> RulesPolicy:
    """Keys are a matter of the whole library, and replaced rather than changed."""
    rules: dict[str, Rule] = {
        Action.VIEW: whole_branches("issuer"),
        Action.ADD: whole_branches("issuer"),
    }
    return _KeptPolicy(SigningKey, **rules)


def may_replace_key(user: Any, key: SigningKey) -> bool:
    return signing_keys_policy().user_has_permission_for_instance(user, Action.ADD, key)


class _KeptPolicy(RulesPolicy):
    """Rows that nobody deletes, superusers neither."""

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return super().reach(user, set(actions) - {Action.DELETE})


NEEDED: dict[str, Action] = {Action.VIEW: Action.EXPORT, Action.ADD: Action.ADD}


class CertificatesPolicy(ScopedPermissionPolicy):
    """Names stand on certificates: only those who may take names away see what was issued.

    Nobody changes or deletes it; it is reissued and revoked by services.
    """

    def __init__(self) -> None:
        super().__init__(Certificate, branch="issuer")

    def reach(self, user: Any, actions: Iterable[str]) -> Q:
        return super().reach(user, {NEEDED[action] for action in actions if action in NEEDED})
