"""The entry point of the web server."""

import gc

import config.wsgi


def test_what_is_loaded_at_the_start_is_not_walked_through_by_every_full_collection():
    assert config.wsgi.application
    assert gc.get_freeze_count() > 100_000
