"""Signing in by WeChat: an app of its own, because allauth finds its providers by app."""
