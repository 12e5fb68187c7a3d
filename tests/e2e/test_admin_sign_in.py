"""Staff sign in where everyone does."""

from playwright.sync_api import Page, expect


def test_the_admin_leads_to_the_common_sign_in(page: Page) -> None:
    page.goto("/admin/")
    expect(page).to_have_url("/accounts/login/?next=/admin/")
