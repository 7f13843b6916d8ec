"""`python -m tocsin.training GOLD... TEXTS.zip OUT`: train from the published encoders. For `make train`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from tocsin.training import train_folder

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M")
    *gold, texts, out = map(Path, sys.argv[1:])
    train_folder(gold, out, texts=texts, log=logging.info)
