"""What every page is given: the desk, its templates, the selection that the address asks for."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from tocsin.model import Selection
from tocsin.serve.asking import selection_of
from tocsin.serve.desk import Desk
from tocsin.serve.pages import Pages


def _desk(request: Request) -> Desk:
    return cast(Desk, request.app.state.desk)


def _pages(request: Request) -> Pages:
    return cast(Pages, request.app.state.pages)


def _wanted(request: Request) -> Selection:
    return selection_of(request.query_params.multi_items())


TheDesk = Annotated[Desk, Depends(_desk)]
ThePages = Annotated[Pages, Depends(_pages)]
Wanted = Annotated[Selection, Depends(_wanted)]
"""The selection that the address asks for. Raises BadQuestion."""
