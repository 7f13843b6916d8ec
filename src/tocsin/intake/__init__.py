"""Reports as they arrive: whatever format, told apart by content, each into text with what is known of it."""

from tocsin.intake.limits import LimitReached, Limits, Unreadable
from tocsin.intake.outlines import read_outlines
from tocsin.intake.sniff import HEAD, kind_of
from tocsin.intake.worker import Reader

__all__ = ["HEAD", "LimitReached", "Limits", "Reader", "Unreadable", "kind_of", "read_outlines"]
