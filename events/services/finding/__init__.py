"""How people find what is on: by search and filters, as a list, a calendar, a map or a feed."""
