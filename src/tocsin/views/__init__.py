"""How a coding is shown: values in, text or rich renderables out. Nothing here prints or reads a file.

`records` is the contract that programs read; `plover` and `sheet` are the same events in other
people's forms; `cards`, `why` and `listing` are for the eye; `wording` is what they share.
"""
