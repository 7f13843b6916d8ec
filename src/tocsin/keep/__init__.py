"""What is done to a book: reports added, coded again, linked and judged; people taken out.

Coder, linker and store know nothing of each other; here they meet.
"""

from tocsin.keep.adding import Added, Also, Coded, Taken, add_report, is_foreign, known, take
from tocsin.keep.deciding import Conflict, Wish, decide, revision_of, take_back_decision
from tocsin.keep.importing import Imported, import_archive
from tocsin.keep.judging import Unknown, judge_same, take_back
from tocsin.keep.linking import link_queue
from tocsin.keep.looking import faults
from tocsin.keep.recoding import recode_report
from tocsin.keep.redacting import Redacted, redact

__all__ = [
    "Added",
    "Also",
    "Coded",
    "Conflict",
    "Imported",
    "Redacted",
    "Taken",
    "Unknown",
    "Wish",
    "add_report",
    "decide",
    "faults",
    "import_archive",
    "is_foreign",
    "judge_same",
    "known",
    "link_queue",
    "recode_report",
    "redact",
    "revision_of",
    "take",
    "take_back",
    "take_back_decision",
]
