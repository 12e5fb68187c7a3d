"""The chapters of a report, in their order. What reports tell of next gets a chapter here."""

from reports.services.report.chapters import (
    brands,
    feedback,
    kinds,
    library,
    media,
    months,
    overview,
    partners,
    people,
    places,
    rewards,
    targets,
    volunteers,
)
from reports.services.report.chapters.chapter import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    overview.CHAPTER,
    kinds.CHAPTER,
    brands.CHAPTER,
    places.CHAPTER,
    people.CHAPTER,
    months.CHAPTER,
    feedback.CHAPTER,
    volunteers.CHAPTER,
    rewards.CHAPTER,
    partners.CHAPTER,
    media.CHAPTER,
    library.CHAPTER,
    targets.CHAPTER,
)
