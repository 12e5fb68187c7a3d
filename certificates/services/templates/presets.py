"""The templates that a library starts with. It may change them, or retire them for its own."""

from __future__ import annotations

from typing import Any

from certificates.choices import Fonts, Paper, Purpose
from certificates.models import Template

OPENING = {"opening_en": "This is to certify that", "opening_zh": "兹证明"}

# By their key, which is kept: what a library has made of one is found by it.
PRESETS: dict[str, dict[str, Any]] = {
    "attendance": OPENING
    | {
        "design": "paper_cut",
        "purpose": Purpose.ATTENDANCE,
        "name_en": "Attendance",
        "name_zh": "参与证书",
        "title_en": "Certificate of Attendance",
        "title_zh": "参与证书",
        "body_en": "took part in “{event}” on {date}.",
        "body_zh": "于{date}参加“{event}”活动，特发此证。",
        "closing_en": "Thank you for reading with us.",
        "closing_zh": "感谢与我们一起阅读。",
    },
    "children": {
        "design": "children",
        "purpose": Purpose.ATTENDANCE,
        "name_en": "Attendance, for children",
        "name_zh": "小读者证书",
        "paper": Paper.A5,
        "fonts": Fonts.SANS,
        "title_en": "You were there!",
        "title_zh": "小读者证书",
        "opening_en": "This certificate belongs to",
        "opening_zh": "授予",
        "body_en": "who came to “{event}” on {date}.",
        "body_zh": "小朋友于{date}参加了“{event}”。",
        "closing_en": "Every book is a door. Come again soon!",
        "closing_zh": "每一本书都是一扇门，期待再次相见！",
    },
    "course": OPENING
    | {
        "design": "lattice",
        "purpose": Purpose.COURSE,
        "name_en": "Course",
        "name_zh": "结业证书",
        "title_en": "Certificate of Completion",
        "title_zh": "结业证书",
        "body_en": "finished the course “{event}”, {date}, and came to {sessions} of its {held} "
        "sessions.",
        "body_zh": "于{date}修完“{event}”课程，共{held}次，参加{sessions}次，准予结业。",
    },
    "reading": {
        "design": "bookplate",
        "purpose": Purpose.READING,
        "name_en": "Reading",
        "name_zh": "阅读荣誉证书",
        "title_en": "Reading Award",
        "title_zh": "阅读荣誉证书",
        "opening_en": "Awarded to",
        "opening_zh": "授予",
        "body_en": "who read {books} books in “{challenge}” and reached “{tier}”.",
        "body_zh": "在“{challenge}”中阅读图书{books}本，达到“{tier}”，特颁此证。",
        "closing_en": "May the next book find you soon.",
        "closing_zh": "愿书香常伴左右。",
    },
    "contest": {
        "design": "honour",
        "purpose": Purpose.CONTEST,
        "name_en": "Prize in a contest",
        "name_zh": "获奖证书",
        "title_en": "Award",
        "title_zh": "获奖证书",
        "opening_en": "Awarded to",
        "opening_zh": "授予",
        "body_en": "{prize} in “{event}”.",
        "body_zh": "在“{event}”中荣获{prize}，特发此证，以资鼓励。",
    },
    "service_hours": OPENING
    | {
        "design": "band",
        "fonts": Fonts.SANS,
        "purpose": Purpose.SERVICE_HOURS,
        "name_en": "Service hours",
        "name_zh": "志愿服务证书",
        "title_en": "Certificate of Service",
        "title_zh": "志愿服务证书",
        "body_en": "gave {hours} hours of voluntary service to {library}, {date}.",
        "body_zh": "于{date}在{library}参加志愿服务，共计{hours}小时，特发此证。",
        "closing_en": "Thank you for your time and your kindness.",
        "closing_zh": "感谢您的时间与善意。",
    },
    "star": OPENING
    | {
        "design": "classic",
        "purpose": Purpose.STAR,
        "name_en": "Star level",
        "name_zh": "星级志愿者证书",
        "title_en": "Volunteer of Distinction",
        "title_zh": "星级志愿者证书",
        "body_en": "has given {hours} hours of voluntary service and holds the level “{star}”.",
        "body_zh": "累计志愿服务{hours}小时，被评定为“{star}”，特发此证。",
        "closing_en": "With the thanks of all readers.",
        "closing_zh": "谨代表全体读者致谢。",
    },
}


def make_templates() -> int:
    """Make those that are not there yet, for the whole network; says how many.

    What a library has changed or retired stays as it is.
    """
    made = 0
    for preset, fields in PRESETS.items():
        _template, is_new = Template.objects.get_or_create(preset=preset, defaults=fields)
        made += is_new
    return made
