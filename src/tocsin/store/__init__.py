"""The book: one SQLite file that keeps reports, what was coded of them, and what was judged.

`Book.view()` reads, `Book.writing()` writes, one transaction at a time. Nothing here knows how anything was
found or compared.
"""

from tocsin.store.asked import ORDERS, Grown, Line, Standings
from tocsin.store.book import Book, open_book
from tocsin.store.connect import BookError
from tocsin.store.glance import Facets, Glance, Spot
from tocsin.store.leads import Feed, Lead, Outlet, host_of
from tocsin.store.links import Near
from tocsin.store.view import Page, View
from tocsin.store.write import Change, Writing

__all__ = [
    "ORDERS", "Book", "BookError", "Change", "Facets", "Feed", "Glance", "Grown", "Lead", "Line", "Near",
    "Outlet", "Page", "Spot", "Standings", "View", "Writing", "host_of", "open_book",
]  # fmt: skip
