"""What is done to a book: reports added, coded again, linked and judged; people taken out.

Coder, linker and store know nothing of each other; here they meet.
"""

from tocsin.keep.adding import Added, Also, Coded, Taken, add_report, is_foreign, known, take
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
    "Imported",
    "Redacted",
    "Taken",
    "Unknown",
    "add_report",
    "faults",
    "import_archive",
    "is_foreign",
    "judge_same",
    "known",
    "link_queue",
    "recode_report",
    "redact",
    "take",
    "take_back",
]
