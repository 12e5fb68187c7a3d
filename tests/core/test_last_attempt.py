"""Whoever waits for a job is told once no attempt is left, and not before."""

from types import SimpleNamespace

import pytest

from core.last_attempt import told_when_it_fails


@pytest.mark.parametrize(("number", "expected"), [(0, []), (1, ["failed"])])
def test_last_failure_is_told_and_every_failure_goes_on(number, expected):
    told = []
    context = SimpleNamespace(job=SimpleNamespace(attempts=number))
    with (
        pytest.raises(OSError, match="disk"),
        told_when_it_fails(context, attempts=2, tell=lambda: told.append("failed")),
    ):
        raise OSError("disk")
    assert told == expected


def test_success_tells_nothing():
    told = []
    context = SimpleNamespace(job=SimpleNamespace(attempts=1))
    with told_when_it_fails(context, attempts=2, tell=lambda: told.append("failed")):
        pass
    assert told == []
