"""Factories make the plainest valid object; a test states what matters."""
