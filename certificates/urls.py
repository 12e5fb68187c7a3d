"""Addresses of certificates and of the badges that they are as well."""

from django.urls import path, re_path

from certificates.views import badges, held, mine, verification

urlpatterns = [
    path("verify/<slug:code>/", verification.certificate_check, name="certificate_check"),
    path("me/certificates/", mine.my_certificates, name="my_certificates"),
    path("me/certificates/<int:pk>/", mine.own_certificate, name="own_certificate"),
    path(
        "me/certificates/<int:pk>/certificate.pdf",
        mine.own_certificate_file,
        name="own_certificate_file",
    ),
    path(
        "me/certificates/<int:pk>/certificate.png",
        mine.own_certificate_picture,
        name="own_certificate_picture",
    ),
    path("me/certificates/<int:pk>/name/", mine.show_my_name, name="certificate_shows_name"),
    path(
        "me/certificates/hours/<slug:number>/",
        mine.get_certificate_of_hours,
        name="certificate_of_hours",
    ),
    path("certificates/held/<str:token>/", held.held_certificates, name="held_certificates"),
    path(
        "certificates/held/<str:token>/<int:pk>.pdf",
        held.held_certificate_file,
        name="held_certificate_file",
    ),
]

language_neutral = [
    path("V/<slug:code>", verification.certificate_by_qr, name="certificate_by_qr"),
    re_path(
        r"^badges/(?P<code>[A-Za-z2-7]{26})\.(?P<ending>json|svg|png)$",
        badges.badge_file,
        name="badge",
    ),
    re_path(
        r"^badges/pictures/(?P<purpose>[a-z_]+)-(?P<colour>[0-9a-f]{6})\.svg$",
        badges.badge_picture,
        name="badge_picture",
    ),
    path("badges/issuers/<slug:sign>/profile.json", badges.badge_issuer, name="badge_issuer"),
    path(
        "badges/issuers/<slug:sign>/did.json", badges.badge_did_document, name="badge_did_document"
    ),
    path("badges/issuers/<slug:sign>/keys.json", badges.badge_keys, name="badge_keys"),
    path(
        "badges/issuers/<slug:sign>/status/<int:year>-<int:part>.json",
        badges.badge_status_list,
        name="badge_status_list",
    ),
]
