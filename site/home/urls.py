"""Addresses of my page, of the libraries, and of what search engines ask for."""

from django.urls import path

from home.views import branches, machines, my_page

urlpatterns = [
    path("me/", my_page.my_page, name="my_page"),
    path("me/following/", my_page.my_follows, name="my_follows"),
    path("me/calendar/", my_page.my_calendar, name="my_calendar"),
    path("branches/", branches.branch_list, name="branch_list"),
    path("branches/<slug:slug>-<int:pk>/", branches.branch_page, name="branch"),
]
language_neutral = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
]
