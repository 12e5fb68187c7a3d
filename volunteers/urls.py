"""Addresses of volunteering."""

from django.urls import path

from volunteers.views import groups, hours, joining, mine, shifts, sign_ups

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
    path("volunteer/groups/<code:code>/", groups.group_page, name="volunteer_group"),
    path("volunteer/take-over/<code:code>/", sign_ups.take_over, name="volunteer_take_over"),
    path("volunteer/hours/", hours.my_hours, name="volunteer_hours"),
    path("volunteer/hours/honour/", hours.choose_honour, name="volunteer_honour"),
    path("volunteer/hours/stars/<int:stars>/", hours.ask_for_star, name="volunteer_star"),
    path("volunteer/hours/statements/", hours.make_statement, name="volunteer_statements"),
    path(
        "volunteer/hours/statements/<slug:number>/",
        hours.statement_page,
        name="volunteer_statement",
    ),
    path(
        "volunteer/hours/statements/<slug:number>.pdf",
        hours.statement_file,
        name="volunteer_statement_pdf",
    ),
    path("volunteer/pass/<code:code>/", hours.pass_page, name="volunteer_pass"),
    path("volunteer/statements/<slug:number>/", hours.check, name="volunteer_statement_check"),
    path("volunteer/thanks/", hours.thanks_page, name="volunteer_thanks"),
]
language_neutral = [
    path("S/<code:code>", hours.pass_at_the_door, name="volunteer_pass_at_the_door"),
    path("volunteer/pass/<code:code>.png", hours.pass_picture, name="volunteer_pass_picture"),
]
