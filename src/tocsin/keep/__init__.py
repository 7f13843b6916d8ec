"""What is done to a book: reports added, coded again, linked and judged; people taken out.

Coder, linker and store know nothing of each other; here they meet.
"""

from tocsin.keep.adding import Added, add_report, known
from tocsin.keep.importing import Imported, import_archive
from tocsin.keep.judging import Unknown, judge_same, take_back
from tocsin.keep.linking import link_queue
from tocsin.keep.looking import faults
from tocsin.keep.recoding import recode_report
from tocsin.keep.redacting import Redacted, redact

__all__ = [
    "Added",
    "Imported",
    "Redacted",
    "Unknown",
    "add_report",
    "faults",
    "import_archive",
    "judge_same",
    "known",
    "link_queue",
    "recode_report",
    "redact",
    "take_back",
]
