"""Coming in, and who one is: the password, the name under which one decides, the keys."""

from __future__ import annotations

import hmac
import threading
import time
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tocsin.serve.body import Form, the_form
from tocsin.serve.given import TheDesk, ThePages
from tocsin.serve.guard import ENTRANCE
from tocsin.serve.pages import WHO

router = APIRouter(include_in_schema=False)
PAUSE = 1.0
"""Seconds that every wrong password costs, all who try together."""
TheForm = Annotated[Form, Depends(the_form)]
_turn = threading.Lock()


@router.get(ENTRANCE)
def door(request: Request, pages: ThePages) -> HTMLResponse:
    """The page that asks for the password."""
    return HTMLResponse(pages.text("enter.html", wrong=False))


@router.post(ENTRANCE)
def enter(desk: TheDesk, pages: ThePages, form: TheForm) -> Response:
    """Give the key to whoever knows the password."""
    gate = desk.settings.gate
    given = form.one("password").encode()
    if gate.password is not None and hmac.compare_digest(given, gate.password.encode()):
        return RedirectResponse("/", 303, headers={"set-cookie": gate.cookie()})
    with _turn:
        time.sleep(PAUSE)
    return HTMLResponse(pages.text("enter.html", wrong=True), status_code=403)


@router.get("/settings")
def settings(request: Request, pages: ThePages) -> HTMLResponse:
    """Under which name one decides, and which key does what."""
    return pages.page(request, "settings.html")


@router.post("/settings")
def rename(form: TheForm) -> Response:
    """Decide under another name from now on."""
    answer = RedirectResponse("/settings", 303)
    name = " ".join(form.one("name").split())[:60]
    answer.headers["set-cookie"] = (
        f"{WHO}={quote(name, safe='')}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
    )
    return answer
