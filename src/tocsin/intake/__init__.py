"""Reports as they arrive: whatever format, told apart by content, each into text with what is known of it."""

from tocsin.intake.limits import Limits
from tocsin.intake.sniff import HEAD, kind_of
from tocsin.intake.worker import Reader

__all__ = ["HEAD", "Limits", "Reader", "kind_of"]
