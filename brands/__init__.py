"""Brands and their programmes, as rows and as pages."""
