"""Addresses of volunteering."""

from django.urls import path

from volunteers.views import joining, mine, shifts, sign_ups

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
    path("volunteer/shifts/", shifts.shift_list, name="volunteer_shifts"),
    path("volunteer/shifts/mine/", shifts.my_shift_list, name="volunteer_my_shifts"),
    path("volunteer/shifts/<int:pk>/", shifts.shift_page, name="volunteer_shift"),
    path("volunteer/shifts/<int:pk>/sign-up/", shifts.sign_up, name="volunteer_sign_up"),
    path("volunteer/sign-ups/<int:pk>/accept/", sign_ups.accept, name="volunteer_accept"),
    path("volunteer/sign-ups/<int:pk>/give-back/", sign_ups.give_back, name="volunteer_give_back"),
    path("volunteer/sign-ups/<int:pk>/hand-over/", sign_ups.hand_over, name="volunteer_hand_over"),
    path("volunteer/take-over/<code:code>/", sign_ups.take_over, name="volunteer_take_over"),
]
