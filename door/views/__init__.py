"""The door in a browser: choose a session, scan, look up a name, let in, count, take back.

Every step is a form that works by itself. Where htmx sends it, the answer is the fragment that has
changed; otherwise the step leads back to a page.
"""
