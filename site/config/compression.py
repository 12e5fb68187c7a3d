"""Text travels compressed; pictures, fonts and archives are so already.

Static files bring their compressed twins along (WhiteNoise). Compression can betray a secret in a
page whose length an attacker learns often enough: Django masks the tokens of forms anew each time
and adds a random length (http://breachattack.com).
"""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = re.compile(r"text/|image/svg\+xml|application/([\w.-]+\+)?(json|xml|javascript)\b")


class CompressionMiddleware(GZipMiddleware):
    """Django's own, for answers that are text."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not TEXT.match(response.get("Content-Type", "")):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
