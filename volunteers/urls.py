"""Addresses of volunteering."""

from django.urls import path

from volunteers.views import joining, mine

urlpatterns = [
    path("volunteer/", joining.about, name="volunteer"),
    path("volunteer/join/", joining.join, name="volunteer_join"),
    path("volunteer/join/<int:pk>/", joining.join_as, name="volunteer_join_as"),
    path("volunteer/me/", mine.me, name="volunteer_me"),
    path("volunteer/me/<int:pk>/", mine.page, name="volunteer_page"),
    path("volunteer/me/<int:pk>/profile/", mine.profile, name="volunteer_profile"),
    path("volunteer/me/<int:pk>/agreement/", mine.agreement, name="volunteer_agreement"),
    path(
        "volunteer/me/<int:pk>/service-record/",
        mine.service_record,
        name="volunteer_service_record",
    ),
    path("volunteer/me/<int:pk>/leave/", mine.stop, name="volunteer_leave"),
]
