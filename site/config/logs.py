"""What the log must not learn: what opens a ticket, a calendar or a choice to whoever has it."""

from __future__ import annotations

import logging
import re

from core.codes import SECRET_CODE_LENGTH

SECRETS = re.compile(
    rf"(?<=/)[A-Za-z2-7]{{{SECRET_CODE_LENGTH}}}(?![A-Za-z0-9])|(?<=/messages/)[^/\s]+"
)


class HideSecrets(logging.Filter):
    """Blanks them in the addresses that a line tells."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRETS.sub("...", record.getMessage()), None
        return True
