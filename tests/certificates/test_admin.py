"""Certificates in the admin: of an event, from a list, what waits, and what becomes of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from certificates.choices import BasisAnswer, CertificateState, Purpose
from certificates.models import Certificate, IssuingRule, Template
from certificates.permissions import templates_to_use
from certificates.services.issuing.rules import issue_due, rule_of
from certificates.services.issuing.waiting import waiting_for
from core import clock
from rewards.choices import ChallengeState
from rewards.models import Award
from staff.models import LogEntry
from tests.admin_forms import errors, submit
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.certificates import CertificateFactory, TemplateFactory
from tests.factories.door import arrive, ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.rewards import ChallengeFactory, TallyEntryFactory, TierFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.choices import DecisionState
from volunteers.models import StarAward, StarLevel

pytestmark = pytest.mark.django_db

AFTERWARDS = STARTS_AT + timedelta(days=10)
LIST = reverse("certificates_from_list:index")
WAITING = reverse("certificates_waiting:index")
ISSUED = reverse("issued_certificates:index")


@pytest.fixture(autouse=True)
def afterwards(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERWARDS)


@pytest.fixture
def scope():
    return StaffScopeFactory(branch=BranchFactory())


@pytest.fixture
def coordinator(client, scope):
    client.force_login(scope.user)
    return client


@pytest.fixture
def event(scope):
    """One session; one party of it came, another did not."""
    event = EventFactory(branch=scope.branch, sessions=1)
    came, _stayed_away = ticket(event, "Came", "Stayed away").attendees.all()
    session = event.sessions.get()
    arrive(session, came, at=session.starts_at)
    return event


def of_event(event):
    return reverse("event_certificates:index", args=[event.pk])


def desk(certificate):
    return reverse("issued_certificates:desk", args=[certificate.pk])


def rule(template, **fields):
    return {"do": "rule", "kind": "attendance", "template": template.pk} | fields


class TestEvent:
    def test_rule_shows_who_gets_one_and_issues(self, coordinator, event):
        coordinator.post(of_event(event), rule(TemplateFactory()))
        page = coordinator.get(of_event(event))
        getting, left_out = page.context["getting"], page.context["left_out"]
        assert [outcome.candidate.name for outcome in getting] == ["Came"]
        assert [outcome.candidate.name for outcome in left_out] == ["Stayed away"]
        assert "0 of 1 sessions attended" in page.content.decode()
        assert Certificate.objects.count() == 0
        coordinator.post(of_event(event), {"do": "issue"})
        coordinator.post(of_event(event), {"do": "issue"})
        assert Certificate.objects.get().event == event

    def test_rule_of_the_programme_holds_where_the_event_has_none(self, event):
        event.programme = ProgrammeFactory(brand=event.brand)
        event.save()
        of_programme = IssuingRule.objects.create(
            programme=event.programme, template=TemplateFactory()
        )
        assert rule_of(event) == of_programme
        own = IssuingRule.objects.create(event=event, template=TemplateFactory())
        assert rule_of(event) == own

    def test_template_for_something_else_is_refused(self, coordinator, event):
        page = coordinator.post(of_event(event), rule(TemplateFactory(purpose=Purpose.COURSE)))
        assert page.status_code == 422
        assert page.context["form"].errors["template"] == [
            "This template is for finishing a course. Choose one that fits."
        ]

    def test_events_of_others_do_not_exist(self, coordinator):
        foreign = EventFactory()
        assert coordinator.get(of_event(foreign)).status_code == 404
        response = coordinator.post(of_event(foreign), rule(TemplateFactory()))
        assert response.status_code == 404
        assert not IssuingRule.objects.exists()

    def test_what_is_issued_by_itself_waits_two_days(self, event):
        IssuingRule.objects.create(event=event, template=TemplateFactory(), is_automatic=True)
        ends = event.last_ends_at
        assert issue_due(now=ends + timedelta(days=1)) == 0
        assert issue_due(now=ends + timedelta(days=3)) == 1
        assert Certificate.objects.get().holder.name == "Came"
        assert issue_due(now=ends + timedelta(days=4)) == 0

    def test_nothing_is_issued_by_itself_where_nobody_said_so(self, event):
        IssuingRule.objects.create(event=event, template=TemplateFactory())
        assert issue_due(now=event.last_ends_at + timedelta(days=3)) == 0


class TestList:
    def lines(self, scope, text, **fields):
        return {
            "purpose": Purpose.CONTEST,
            "template": TemplateFactory(
                purpose=Purpose.CONTEST,
                body_en="{prize} in “{event}”.",
                body_zh="在“{event}”中荣获{prize}。",
            ).pk,
            "issuer": scope.branch.pk,
            "day": "2026-05-09",
            "about": "Draw Your Library",
            "lines": text,
            "key": "0f0e0d0c-0b0a-4908-8706-050403020100",
        } | fields

    def test_each_line_says_what_becomes_of_it_before_anything_is_issued(self, coordinator, scope):
        page = coordinator.post(LIST, self.lines(scope, "陈小雨, First prize\nLin Yue"))
        first, second = page.context["outcomes"]
        assert first.gets_one
        assert [refusal.code for refusal in second.refusals] == ["certificate_value_missing"]
        assert Certificate.objects.count() == 0

    def test_good_lines_are_issued_once_however_often_they_are_sent(self, coordinator, scope):
        lines = self.lines(scope, "陈小雨\tFirst prize\nLin Yue|Second prize", issue="yes")
        for _time in range(2):
            coordinator.post(LIST, lines)
        printed = Certificate.objects.order_by("no").values_list("no", "holder__name")
        assert list(printed) == [(1, "陈小雨"), (2, "Lin Yue")]
        assert Certificate.objects.first().wording["en"]["body"] == [
            "Second prize in “Draw Your Library”."
        ]

    def test_nothing_typed_is_lost_when_something_is_missing(self, coordinator, scope):
        page = coordinator.post(LIST, self.lines(scope, "Lin Yue, Third prize", day="soon"))
        assert page.status_code == 422
        assert page.context["form"]["lines"].value() == "Lin Yue, Third prize"

    def test_nobody_issues_for_another_library(self, coordinator, scope):
        lines = self.lines(scope, "Lin Yue, Prize", issuer=BranchFactory().pk, issue="yes")
        assert coordinator.post(LIST, lines).status_code == 422
        assert not Certificate.objects.exists()

    def test_whoever_looks_after_a_brand_issues_for_that_brand(self, client):
        scope = StaffScopeFactory(branch=BranchFactory(), brand=BrandFactory())
        client.force_login(scope.user)
        lines = self.lines(scope, "Lin Yue, Prize", issue="yes")
        assert client.post(LIST, lines).status_code == 422
        of_brand = Template.objects.get()
        of_brand.brand = scope.brand
        of_brand.save()
        client.post(LIST, lines)
        assert Certificate.objects.get().brand == scope.brand

    def test_door_desks_issue_nothing(self, client):
        client.force_login(StaffScopeFactory(branch=BranchFactory(), role="door").user)
        assert client.get(LIST).status_code in (302, 403)


class TestWaiting:
    def award(self, scope, **tier):
        challenge = ChallengeFactory(branch=scope.branch, state=ChallengeState.PUBLISHED)
        tier = TierFactory(challenge=challenge, threshold=5, names_certificate=True)
        entry = TallyEntryFactory(reader__challenge=challenge, amount=7)
        return Award.objects.create(
            challenge=challenge, reader=entry.reader, tier=tier, earned_at=AFTERWARDS
        )

    def star(self, scope):
        return StarAward.objects.create(
            volunteer=VolunteerFactory(home_branch=scope.branch),
            level=StarLevel.objects.earliest("hours"),
            minutes=6000,
            state=DecisionState.CONFIRMED,
            decided_at=AFTERWARDS,
        )

    def test_tiers_and_stars_wait_until_they_are_issued(self, coordinator, scope):
        award, star = self.award(scope), self.star(scope)
        assert [(each.key, each.count) for each in waiting_for(scope.user)] == [
            (f"challenge-{award.challenge_id}", 1),
            ("stars", 1),
        ]
        for each, text in ((f"challenge-{award.challenge_id}", "{tier}"), ("stars", "{star}")):
            purpose = Purpose.STAR if each == "stars" else Purpose.READING
            template = TemplateFactory(purpose=purpose, body_en=text, body_zh=text)
            form = {"key": each, f"{each}-template": template.pk}
            shown = coordinator.post(WAITING, form)
            assert [outcome.gets_one for outcome in shown.context["outcomes"]] == [True]
            coordinator.post(WAITING, form | {"issue": "yes"})
        assert waiting_for(scope.user) == []
        sources = Certificate.objects.order_by("source").values_list("source", flat=True)
        assert list(sources) == [f"star:{star.pk}", f"tier:{award.pk}"]

    def test_what_waits_elsewhere_is_not_shown_nor_issued(self, coordinator):
        award = self.award(StaffScopeFactory(branch=BranchFactory()))
        assert coordinator.get(WAITING).context["cards"] == []
        response = coordinator.post(WAITING, {"key": f"challenge-{award.challenge_id}"})
        assert response.status_code == 404


class TestOne:
    @pytest.fixture
    def certificate(self, scope):
        return CertificateFactory(issuer=scope.branch)

    def test_certificates_in_scope_are_found_by_number_and_name(self, coordinator, certificate):
        foreign = CertificateFactory(holder__name="Zhao Min")
        page = coordinator.get(ISSUED).content.decode()
        assert certificate.number in page
        assert foreign.number not in page
        found = coordinator.get(ISSUED, {"q": certificate.number}).context["object_list"]
        assert list(found) == [certificate]
        assert list(coordinator.get(ISSUED, {"q": "lin yue"}).context["object_list"]) == []
        by_name = reverse("issued_certificates:find")
        assert coordinator.post(by_name, {"name": "lin yue"}).context["found"] == [certificate]
        assert coordinator.post(by_name, {"name": "Zhao"}).context["found"] == []
        assert "found" not in coordinator.get(by_name, {"name": "lin yue"}).content.decode()

    def test_wrong_name_is_replaced_by_a_new_certificate(self, coordinator, certificate):
        coordinator.post(desk(certificate), {"do": "reissue", "name": "Lin Yueyue"})
        certificate.refresh_from_db()
        assert certificate.state == CertificateState.REPLACED
        new = Certificate.objects.get(replaces=certificate)
        assert (new.holder.name, new.no) == ("Lin Yueyue", certificate.no + 1)

    def test_revoking_takes_a_reason(self, coordinator, certificate):
        assert coordinator.post(desk(certificate), {"do": "revoke"}).status_code == 422
        coordinator.post(desk(certificate), {"do": "revoke", "reason": "Issued twice"})
        certificate.refresh_from_db()
        assert certificate.state == CertificateState.REVOKED
        assert "Issued twice" in coordinator.get(desk(certificate)).content.decode()

    def test_changed_basis_is_answered(self, coordinator, certificate):
        Certificate.objects.filter(pk=certificate.pk).update(basis_changed_at=AFTERWARDS)
        found = coordinator.get(ISSUED, {"to_decide": "true"}).context["object_list"]
        assert list(found) == [certificate]
        coordinator.post(desk(certificate), {"do": "keep"})
        certificate.refresh_from_db()
        assert certificate.basis_answer == BasisAnswer.KEPT
        assert certificate.is_valid

    def test_certificates_of_others_do_not_exist(self, coordinator):
        foreign = CertificateFactory()
        assert coordinator.get(desk(foreign)).status_code == 404
        response = coordinator.post(desk(foreign), {"do": "revoke", "reason": "Mine"})
        assert response.status_code == 404
        foreign.refresh_from_db()
        assert foreign.is_valid

    @pytest.mark.parametrize("role", ["reviewer", "director"])
    def test_names_are_for_those_who_may_take_names_away(self, client, scope, certificate, role):
        client.force_login(StaffScopeFactory(branch=scope.branch, role=role).user)
        file = reverse("issued_certificates:file", args=[certificate.pk])
        for page in map(client.get, (ISSUED, desk(certificate), file)):
            assert page.status_code in (302, 403, 404)
            assert certificate.holder.name not in page.content.decode()

    def test_nothing_is_done_that_is_not_offered(self, coordinator, certificate):
        assert coordinator.post(desk(certificate), {"do": "delete"}).status_code == 404

    def test_list_takes_a_fixed_number_of_statements(
        self, coordinator, scope, django_assert_max_num_queries
    ):
        CertificateFactory.create_batch(12, issuer=scope.branch)
        with django_assert_max_num_queries(20):
            coordinator.get(ISSUED)


class TestTemplates:
    ADD = reverse("certificate_templates:add")

    def edit(self, template):
        return reverse("certificate_templates:edit", args=[template.pk])

    def test_own_template_is_changed_and_previewed_as_a_picture(self, coordinator, scope):
        template = TemplateFactory(branch=scope.branch)
        saved = submit(coordinator, self.edit(template), design="lattice", title_en="Well done")
        assert saved.status_code == 302, errors(saved)
        template.refresh_from_db()
        assert (template.design, template.title_en) == ("lattice", "Well done")
        preview = reverse("certificate_templates:preview_on_edit", args=[template.pk])
        page = coordinator.get(self.edit(template))
        data = dict(querydict_from_html(page.content.decode(), form_id="w-editor-form").lists())
        assert coordinator.post(preview, data).json()["is_valid"]
        shown = coordinator.get(preview, {"mode": "long"}).content.decode()
        assert 'src="data:image/png;base64,' in shown

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"body_en": "for {somebody}"}, "{somebody}"),
            ({"title_zh": ""}, "This is printed."),
            ({"name_en": "", "name_zh": ""}, "Fill it in in at least one language."),
        ],
    )
    def test_what_could_not_be_printed_is_refused(self, coordinator, scope, changed, said):
        template = TemplateFactory(branch=scope.branch)
        page = submit(coordinator, self.edit(template), **changed)
        assert any(said in message for message in errors(page)), errors(page)

    def test_templates_of_the_network_are_used_and_not_changed(self, coordinator):
        template = TemplateFactory()
        assert (
            template.name_en
            in coordinator.get(reverse("certificate_templates:list")).content.decode()
        )
        response = coordinator.post(self.edit(template), {"name_en": "Mine"})
        assert response.status_code in (302, 403)
        template.refresh_from_db()
        assert template.name_en != "Mine"

    def test_templates_of_others_do_not_exist(self, coordinator):
        foreign = TemplateFactory(branch=BranchFactory())
        assert coordinator.get(self.edit(foreign)).status_code == 404

    def test_template_is_not_given_to_another_library(self, coordinator, scope):
        template = TemplateFactory(branch=scope.branch)
        page = submit(coordinator, self.edit(template), branch=str(BranchFactory().pk))
        assert page.status_code == 200
        template.refresh_from_db()
        assert template.branch == scope.branch


def test_the_paper_is_there_for_colleagues_and_for_nobody_of_another_library(client, coordinator):
    other = StaffScopeFactory(branch=BranchFactory())
    foreign = CertificateFactory(issuer=other.branch)
    file = reverse("issued_certificates:file", args=[foreign.pk])
    assert coordinator.get(file).status_code == 404
    client.force_login(other.user)
    assert client.get(file).content.startswith(b"%PDF-")


class TestIssuersOfTemplates:
    def test_template_that_names_another_issuer_is_not_offered(self, scope):
        own, of_all = TemplateFactory(issuer=scope.branch), TemplateFactory()
        TemplateFactory(issuer=BranchFactory())
        assert set(templates_to_use(scope.user)) == {own, of_all}

    def test_log_tells_who_issued_from_a_list(self, coordinator, scope):
        lines = TestList().lines(scope, "Lin Yue, First prize", issue="yes")
        coordinator.post(LIST, lines)
        entry = LogEntry.objects.get(action="certificates.issued")
        assert (entry.user, entry.data["count"]) == (scope.user, 1)


def test_a_filter_that_is_on_is_told_in_words(client):
    client.force_login(StaffScopeFactory(user__language="zh-hans").user)
    page = client.get(ISSUED, {"to_decide": "true"}).content.decode()
    assert '<b class="w-ml-1">是</b>' in page
    assert "True" not in page
