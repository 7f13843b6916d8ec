"""Reports from the net, politely and to public addresses alone."""

from tocsin.fetch.addresses import Address, Refused, address_of, tidied
from tocsin.fetch.fetcher import Fetched, Fetcher, Manner, NotFetched, back_off

__all__ = [
    "Address", "Fetched", "Fetcher", "Manner", "NotFetched", "Refused", "address_of", "back_off", "tidied",
]  # fmt: skip
