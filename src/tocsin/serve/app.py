"""The desk as an application: pages on /, JSON under /api/."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from tocsin.keep import Conflict, Unknown
from tocsin.serve.api import conflict
from tocsin.serve.api import router as api
from tocsin.serve.asking import BadQuestion
from tocsin.serve.charts import router as charts
from tocsin.serve.desk import Desk, Settings
from tocsin.serve.entering import router as entering
from tocsin.serve.export import router as export
from tocsin.serve.guard import Guard
from tocsin.serve.lists import router as lists
from tocsin.serve.pages import STATIC, Pages
from tocsin.serve.quality import router as quality
from tocsin.serve.reviewing import router as reviewing
from tocsin.serve.today import look_ahead
from tocsin.serve.today import router as today
from tocsin.store import BookError

PARTS = (today, lists, charts, reviewing, quality, export, entering, api)
PROBLEM = "application/problem+json"


def create_app(settings: Settings) -> ASGIApp:
    """The application for one book. Raises BookError, CodebookError."""
    desk = Desk(settings)

    @contextlib.asynccontextmanager
    async def open_desk(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=look_ahead, args=(desk,), daemon=True).start()
        yield
        desk.close()

    app = FastAPI(
        title="Tocsin desk", version="1", lifespan=open_desk, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", description="What a book of Tocsin holds, and what people decide.",
    )  # fmt: skip
    app.state.desk, app.state.pages = desk, Pages(desk)
    for part in PARTS:
        app.include_router(part)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _tell_errors(app)
    return Guard(GZipMiddleware(app, minimum_size=1000, compresslevel=5), settings.gate)


def _tell_errors(app: FastAPI) -> None:
    """Every error as a page for people and as problem+json for programs."""

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        return _told(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0] if error.errors() else {"loc": (), "msg": "not understood"}
        where = ".".join(str(part) for part in first["loc"][1:])
        return _told(request, 422, f"{where}: {first['msg']}" if where else str(first["msg"]))

    @app.exception_handler(BadQuestion)
    def _bad(request: Request, error: BadQuestion) -> Response:
        return _told(request, 422, str(error))

    @app.exception_handler(Unknown)
    def _unknown(request: Request, error: Unknown) -> Response:
        return _told(request, 404, str(error))

    @app.exception_handler(BookError)
    def _book(request: Request, error: BookError) -> Response:
        return _told(request, 503, str(error))

    @app.exception_handler(Exception)
    def _defect(request: Request, error: Exception) -> Response:
        return _told(request, 500, "A defect of Tocsin. TOCSIN_DEBUG=1 tells more on standard error.")

    @app.exception_handler(Conflict)
    def _conflict(request: Request, error: Conflict) -> Response:
        return conflict(error)


def _told(request: Request, status: int, detail: str, headers: object = None) -> Response:
    if request.url.path.startswith("/api/"):
        title = {404: "Not found", 422: "Not understood", 503: "The book cannot be used"}.get(
            status, "Refused"
        )
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        given = headers if isinstance(headers, dict) else None
        return JSONResponse(body, status_code=status, media_type=PROBLEM, headers=given)
    pages: Pages = request.app.state.pages
    return pages.page(request, "error.html", status=status, code=status, detail=detail)
