"""Addresses of reading challenges."""

from django.urls import path

from rewards.views import (
    cards,
    challenges,
    codes,
    draws,
    groups,
    joining,
    log,
    mine,
    prizes,
    share,
    sheets,
    winners,
)

urlpatterns = [
    path("reading/", challenges.challenge_list, name="reading"),
    path("reading/<slug:slug>-<int:pk>/", challenges.challenge_page, name="challenge"),
    path(
        "reading/<slug:slug>-<int:pk>/leaderboard/",
        challenges.leaderboard,
        name="challenge_leaderboard",
    ),
    path("reading/<slug:slug>-<int:pk>/join/", joining.join_challenge, name="challenge_join"),
    path("reading/<slug:slug>-<int:pk>/groups/new/", groups.new_group, name="new_group"),
    path(
        "share/challenge-<int:pk>-<slug:digest>.png",
        share.challenge_share_picture,
        name="challenge_share_picture",
    ),
    path("reading/log/", log.log_reading, name="reading_log"),
    path("reading/log/book/", log.book_of_isbn, name="reading_book"),
    path("reading/log/<uuid:key>/", log.logged_page, name="reading_logged"),
    path("reading/codes/", codes.secret_code, name="reading_codes"),
    path("reading/me/", mine.family, name="my_reading"),
    path("reading/me/<int:pk>/", mine.reader_page, name="reader"),
    path("reading/me/<int:pk>/name/", joining.shown_as, name="reader_shown"),
    path("reading/me/<int:pk>/leave/", joining.leave_challenge, name="reader_leave"),
    path("reading/me/<int:pk>/missing/", mine.missing_line, name="reader_missing"),
    path("reading/me/<int:pk>/fields/<int:field>/", mine.tap_field, name="reader_field"),
    path("reading/me/<int:pk>/books/<int:entry>/", mine.tap_book, name="reader_book"),
    path("reading/me/<int:pk>/sheets/", sheets.print_sheet, name="reader_sheet"),
    path("reading/cards/", cards.my_cards, name="reader_cards"),
    path("reading/cards/<int:pk>/<int:person_pk>/slip/", cards.enter_slip, name="reader_card_slip"),
    path(
        "reading/cards/<int:pk>/<int:person_pk>/take-away/",
        cards.take_away,
        name="reader_card_take_away",
    ),
    path(
        "reading/<slug:slug>-<int:pk>/winners/",
        winners.challenge_winners,
        name="challenge_winners",
    ),
    path("reading/me/<int:reader_pk>/prizes/<int:pk>/", prizes.own_prize, name="own_prize"),
    path("reading/prizes/<code:code>/", prizes.prize_page, name="prize"),
    path("reading/draws/<int:pk>/", draws.draw_page, name="prize_draw"),
    path("reading/draws/<int:pk>/entries.txt", draws.entries_file, name="prize_draw_entries"),
    path("reading/draws/<int:pk>/mine/", draws.own_entries, name="own_prize_draw"),
    path("reading/lines/<int:pk>/wrong/", mine.wrong_line, name="reading_line_wrong"),
    path("reading/lines/<int:pk>/undo/", log.undo_line, name="reading_line_undo"),
    path("reading/held/<int:pk>/undo/", log.withdraw_held, name="reading_held_undo"),
    path("reading/groups/", groups.enter_code, name="reading_groups"),
    path("reading/groups/<int:pk>/", groups.group_page, name="reading_group"),
    path("reading/groups/<int:pk>/doors/", groups.open_or_close, name="reading_group_doors"),
    path("reading/groups/<int:pk>/sheets/", sheets.print_group_sheet, name="group_sheet"),
    path("reading/groups/<int:pk>/card.pdf", groups.card, name="reading_group_card"),
    path("reading/groups/<int:pk>/leave/<int:reader>/", groups.leave, name="reading_group_leave"),
    path("reading/groups/join/<slug:code>/", groups.join_by_code, name="reading_group_join"),
    path("reading/sheets/<slug:number>.pdf", sheets.sheet_file, name="log_sheet_pdf"),
]
language_neutral = [
    path("P/<code:code>", prizes.prize_of_qr_code, name="prize_of_qr_code"),
    path("reading/prizes/<code:code>.png", prizes.prize_picture, name="prize_picture"),
]
