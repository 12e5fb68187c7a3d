from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from cms.viewsets import ScopedViews
from workbench.views import (
    appeals,
    board,
    changes,
    desk,
    evidence,
    feedback,
    finding,
    invitations,
    messages,
    name_lists,
    notes,
    on_paper,
    paper,
    parties,
    photos,
    planner,
    printing,
    proxy_desk,
    questions,
    recap,
    registrations,
    self_check_in,
    stations,
    tasks,
)

ONE_STATION = "stations/<int:station_id>/"
ONE_SHEET = "paper/<int:number>/"
ONE_SELF_CHECK_IN = "self-check-in/<int:session_id>/"
ONE_PHOTO = "photos/<int:photo_id>/"
ONE_PRINTED = "posters/<slug:language>/<slug:thing>.<slug:ending>"
ONE_TASK = "tasks/<int:task_id>/"
ONE_INVITATION = "invitations/<int:invitation_id>/"


class AppealsViewSet(ViewSet):
    """What people say about no-shows; each view asks for what is in its user's scope."""

    name = "appeals"
    url_prefix = "events/appeals"
    icon = "mail"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", appeals.AppealsView.as_view(), name="index"),
            path("<int:appeal_id>/", appeals.AnswerAppealView.as_view(), name="answer"),
            path("lines/<int:entry_id>/", appeals.TakeBackView.as_view(), name="take_back"),
        ]


class FindViewSet(ViewSet):
    """One field for what is in its user's scope."""

    name = "find"
    url_prefix = "find"
    icon = "search"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", finding.FindView.as_view(), name="index")]


class PlannerViewSet(ViewSet):
    """All that is planned in its user's scope; each view asks for that."""

    name = "planner"
    url_prefix = "planner"
    icon = "calendar-alt"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", planner.PlannerView.as_view(), name="planner"),
            path("move/<int:session_id>/", planner.MoveView.as_view(), name="move"),
        ]


class DeskViewSet(ScopedViews, ViewSet):
    """The desks of events in scope; of others, there are none."""

    name = "desk"
    url_prefix = "events/desk"
    icon = "desktop"

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {
            "": ("overview", desk.OverviewView),
            "publish/": ("publish", desk.PublishView),
            "register/": ("register", proxy_desk.RegisterView),
            "registrations/<slug:reference>/": ("registration", registrations.RegistrationView),
            "registrations/<slug:reference>/slip.pdf": ("slip", registrations.SlipView),
            "registrations/<slug:reference>/people/": ("party", parties.PartyView),
            "registrations/<slug:reference>/cancel/": (
                "cancel_registration",
                parties.CancelRegistrationView,
            ),
            "names/": ("names", name_lists.NameListsView),
            "posters/": ("printing", printing.PrintingView),
            "posters/back/": ("printing_back", printing.BackToEventView),
            "posters/badges.png": ("small_badges", printing.SmallBadgesView),
            "posters/cards/<int:session_id>.png": ("small_card", printing.SmallCardView),
            ONE_PRINTED: ("printed", printing.PrintedView),
            "notes/": ("notes", notes.NotesView),
            "notes/<int:note_id>/remove/": ("remove_note", notes.RemoveNoteView),
            "photos/": ("photos", photos.PhotosView),
            ONE_PHOTO: ("photo", photos.PhotoView),
            f"{ONE_PHOTO}file.jpg": ("photo_file", photos.PhotoFileView),
            f"{ONE_PHOTO}remove/": ("remove_photo", photos.RemovePhotoView),
            "feedback/": ("feedback", feedback.FeedbackView),
            "feedback/sign.pdf": ("feedback_sign", feedback.FeedbackSignView),
            "feedback/<uuid:feedback_id>/quote/": ("quote", feedback.QuoteView),
            "look-back/": ("recap", recap.RecapView),
            "look-back/review/": ("review_recap", recap.RecapReviewView),
            "look-back/<slug:language>.zip": ("recap_pictures", recap.RecapPicturesView),
            "evidence/": ("evidence", evidence.EventEvidenceView),
            "evidence/evidence.<slug:ending>": ("evidence_file", evidence.EventEvidenceFileView),
            "paper/": ("paper", paper.PaperView),
            "paper/badges.pdf": ("badges", paper.BadgesView),
            "paper/sessions/<int:session_id>/": ("new_sheet", paper.NewSheetView),
            ONE_SHEET: ("typing_in", paper.TypingInView),
            f"{ONE_SHEET}sheet.pdf": ("sheet", paper.SheetView),
            f"{ONE_SHEET}take-back/": ("take_back_rows", paper.TakeBackRowsView),
            "sessions/new/": ("add_session", changes.SessionView),
            "sessions/<int:session_id>/": ("session", changes.SessionView),
            "sessions/<int:session_id>/cancel/": ("cancel_session", changes.CancelSessionView),
            "places/": ("places", changes.PlacesView),
            "way-in/": ("intake", changes.IntakeView),
            "who-may-come/": ("who_may_come", changes.WhoMayComeView),
            "draw/": ("draw", changes.DrawView),
            "invitations/": ("invitations", invitations.InvitationsView),
            "invitations/new/": ("make_invitation", invitations.MakeInvitationView),
            ONE_INVITATION: ("invitation", invitations.InvitationView),
            f"{ONE_INVITATION}change/": ("change_invitation", invitations.ChangeInvitationView),
            f"{ONE_INVITATION}send/": ("send_invitation", invitations.SendInvitationView),
            f"{ONE_INVITATION}take-back/": ("revoke_invitation", invitations.RevokeInvitationView),
            f"{ONE_INVITATION}code.png": ("invitation_qr", invitations.InvitationQrView),
            f"{ONE_INVITATION}card.pdf": ("invitation_card", invitations.InvitationCardView),
            "answer/": ("answer", changes.AnswerView),
            "questions/": ("questions", questions.EventQuestionsView),
            "questions/new/": ("add_question", questions.EventQuestionView),
            "questions/<int:question_id>/": ("question", questions.EventQuestionView),
            "questions/preview/": ("questions_preview", questions.EventPreviewView),
            "speakers/": ("speakers", changes.SpeakersView),
            "partners/": ("partners", changes.PartnersView),
            "book-lists/": ("book_lists", changes.BookListsView),
            "costs/": ("costs", changes.CostsView),
            "tasks/new/": ("add_task", tasks.AddTaskView),
            ONE_TASK: ("task", tasks.ChangeTaskView),
            f"{ONE_TASK}not-needed/": ("drop_task", tasks.DropTaskView),
            "hand-over/": ("hand_over", changes.HandOverView),
            "cancel/": ("cancel", changes.CancelView),
            "board/": ("board", board.BoardView),
            "board/now/": ("board_now", board.BoardNowView),
            "stations/": ("stations", stations.StationsView),
            "stations/seen/": ("conflicts_seen", stations.SeenView),
            f"{ONE_STATION}new-code/": ("renew_station_code", stations.NewCodeView),
            f"{ONE_STATION}card.pdf": ("station_card", stations.StationCardView),
            f"{ONE_STATION}close/": ("close_station", stations.CloseStationView),
            f"{ONE_STATION}open-again/": ("reopen_station", stations.ReopenStationView),
            "self-check-in/": ("self_check_in", self_check_in.SelfCheckInView),
            f"{ONE_SELF_CHECK_IN}screen/": ("self_check_in_screen", self_check_in.ScreenView),
            f"{ONE_SELF_CHECK_IN}card.pdf": ("self_check_in_card", self_check_in.CardView),
            f"{ONE_SELF_CHECK_IN}close/": ("close_screens", self_check_in.CloseScreensView),
            f"{ONE_SELF_CHECK_IN}new-card/": ("replace_card", self_check_in.ReplaceCardView),
            "messages/": ("messages", messages.MessagesView),
            "messages/write/": ("compose", messages.ComposeView),
            "messages/retry/": ("retry_messages", messages.RetryView),
            "messages/<int:message_id>/retry/": ("retry_message", messages.RetryView),
            "reminders/": ("reminders", messages.RemindersView),
        }
        choose_event = self.construct_view(proxy_desk.ChooseEventView)
        return [path("register/", choose_event, name="choose_event")] + [
            path(f"<int:pk>/{address}", self.construct_view(view), name=name)
            for address, (name, view) in views.items()
        ]


class TasksViewSet(ViewSet):
    """What is to be done across events; each view knows what is in its user's scope."""

    name = "tasks"
    url_prefix = "events/tasks"
    icon = "tasks"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", tasks.TasksView.as_view(), name="index"),
            path("<int:task_id>/", tasks.TickView.as_view(), name="tick"),
        ]


class ProgrammeTasksViewSet(ScopedViews, ViewSet):
    """The tasks of programmes in scope, on their way to coming events."""

    name = "programme_tasks"
    url_prefix = "programmes/tasks"
    icon = "tasks"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("<int:pk>/", self.construct_view(tasks.ReachView), name="reach")]


class EvidenceViewSet(ViewSet):
    """Evidence packs of periods; each view knows those that its user has asked for."""

    name = "evidence"
    url_prefix = "events/evidence"
    icon = "folder-open-inverse"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", evidence.EvidenceView.as_view(), name="index"),
            path("<int:pack_id>/", evidence.PackView.as_view(), name="pack"),
            path(
                "<int:pack_id>/evidence.<slug:ending>", evidence.PackFileView.as_view(), name="file"
            ),
            path("<int:pack_id>/stop/", evidence.StopPackView.as_view(), name="stop"),
            path("<int:pack_id>/delete/", evidence.DeletePackView.as_view(), name="delete"),
        ]


class SurveyViewSet(ViewSet):
    """What the library asks after its events."""

    name = "survey"
    url_prefix = "events/survey"
    icon = "pick"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", feedback.LibrarySurveyView.as_view(), name="questions")]


class OnPaperViewSet(ViewSet):
    """Leaflets and posters of what is on."""

    name = "on_paper"
    url_prefix = "events/on-paper"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", on_paper.OnPaperView.as_view(), name="index")]


class ProgrammeQuestionsViewSet(ScopedViews, ViewSet):
    """The questions of programmes in scope."""

    name = "programme_questions"
    url_prefix = "programmes"
    icon = "help"

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {
            "": ("questions", questions.ProgrammeQuestionsView),
            "new/": ("add_question", questions.ProgrammeQuestionView),
            "<int:question_id>/": ("question", questions.ProgrammeQuestionView),
            "preview/": ("questions_preview", questions.ProgrammePreviewView),
            "after/": ("survey", feedback.ProgrammeSurveyView),
        }
        return [
            path(f"<int:pk>/questions/{address}", self.construct_view(view), name=name)
            for address, (name, view) in views.items()
        ]
