"""`python -m tocsin.training GOLD... OUT`: train from the published encoder. For `make train`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from tocsin.training import train_folder

if __name__ == "__main__":  # each run's process reads this file too
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    *gold, out = map(Path, sys.argv[1:])
    train_folder(gold, out, log=logging.info)
