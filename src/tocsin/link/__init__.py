"""Link: the same happening told by many becomes one episode that keeps every version.

Pure functions on values: no SQL, no files but the tables beside the code, no clock. What is stored and
looked up is the caller's, behind the protocols `Index` and `PeopleIndex`.
"""

from tocsin.link.copies import COPY, band_keys, copy_likeness, signature_of
from tocsin.link.episodes import MEMBERS, Index, Joined, carried, component, episodes_of, judge
from tocsin.link.gather import (
    Account,
    Disagreement,
    Partaker,
    Range,
    Revision,
    Stated,
    Told,
    Version,
    gather,
)
from tocsin.link.likeness import Likeness
from tocsin.link.people import (
    PeopleIndex,
    Somebody,
    judge_people,
    people_keys,
    people_of,
    somebody_from_json,
    somebody_to_json,
)
from tocsin.link.telling import Telling, keys, telling_from_json, telling_to_json, tellings_of

__all__ = [
    "COPY",
    "MEMBERS",
    "Account",
    "Disagreement",
    "Index",
    "Joined",
    "Likeness",
    "Partaker",
    "PeopleIndex",
    "Range",
    "Revision",
    "Somebody",
    "Stated",
    "Telling",
    "Told",
    "Version",
    "band_keys",
    "carried",
    "component",
    "copy_likeness",
    "episodes_of",
    "gather",
    "judge",
    "judge_people",
    "keys",
    "people_keys",
    "people_of",
    "signature_of",
    "somebody_from_json",
    "somebody_to_json",
    "telling_from_json",
    "telling_to_json",
    "tellings_of",
]
