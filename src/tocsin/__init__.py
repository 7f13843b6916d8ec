"""Tocsin reads news reports and writes down what happened, and who says so."""
