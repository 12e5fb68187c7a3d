"""A progress bar for long commands; quiet where nobody watches a terminal."""

from django.core.management.base import OutputWrapper

WIDTH = 40


class ProgressBar:
    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream

    def show(self, done: int, total: int) -> None:
        if not self.stream.isatty():
            return
        filled = WIDTH * done // max(total, 1)
        end = "\n" if done >= total else ""
        self.stream.write(
            f"\r{'█' * filled}{'·' * (WIDTH - filled)} {done:,}/{total:,}", ending=end
        )
        self.stream.flush()
