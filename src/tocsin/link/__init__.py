"""Link: the same happening told by many becomes one episode that keeps every version.

Pure functions on values: no SQL, no files but the tables beside the code, no clock. What is stored and
looked up is the caller's, behind the protocol `Index`.
"""

from tocsin.link.copies import COPY, band_keys, copy_likeness, signature_of
from tocsin.link.episodes import Index, Joined, carried, component, episodes_of, judge
from tocsin.link.likeness import Likeness, likeness
from tocsin.link.telling import Telling, keys, telling_from_json, telling_to_json, tellings_of

__all__ = [
    "COPY",
    "Index",
    "Joined",
    "Likeness",
    "Telling",
    "band_keys",
    "carried",
    "component",
    "copy_likeness",
    "episodes_of",
    "judge",
    "keys",
    "likeness",
    "signature_of",
    "telling_from_json",
    "telling_to_json",
    "tellings_of",
]
