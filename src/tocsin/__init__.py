"""Tocsin reads news reports and writes down what happened, and who says so."""

import os

# One process, one core: threads only cost at this size. Set before numpy is loaded, which reads it once.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
