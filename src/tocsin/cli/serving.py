"""The command that opens the desk: `serve`."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import click

from tocsin.cli.book import with_book
from tocsin.cli.options import codebook_option
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put

PASSWORD = "TOCSIN_PASSWORD"
HERE = ("127.0.0.1", "localhost", "::1")


@click.command(short_help="Open the desk: a book in the browser, to check and correct.")
@with_book
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, metavar="N",
    help="The port; 0 takes any that is free.",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@codebook_option
def serve(book: Path, host: str, port: int, no_browser: bool, codebook: Path | None) -> int:
    """Open the desk on a book: what is new, what grew, what is disputed, what waits for review; reports with
    all that was read from them marked; map, timeline, network; review, with every decision kept.

    The address that is printed holds a key, another one each time. The desk is for this machine alone; on
    another address than 127.0.0.1 it asks for a password, which TOCSIN_PASSWORD gives or you type. Pages are
    under /, JSON under /api/ (described in /api/openapi.json). Ctrl-C ends it.

    \b
    Examples
      tocsin serve --book strikes.tocsin
      tocsin serve --port 0 --no-browser
      TOCSIN_PASSWORD=… tocsin serve --host 192.0.2.7
    """
    try:
        from tocsin.serve import Gate, Settings, create_app, free_port, hosts_of, listen
    except ImportError as error:
        complain(f"the desk needs {error.name}: pip install 'tocsin[desk]'")
        return SOME_UNREAD
    from tocsin.codebook import CodebookError

    password = None if host in HERE else _password(host)
    try:
        listener = free_port(host, port)
    except OSError as error:
        complain(f"{host}:{port}: {(error.strerror or str(error)).lower()}; --port 0 takes any free port")
        return SOME_UNREAD
    bound = int(listener.getsockname()[1])
    gate = Gate(hosts=hosts_of(host, bound), password=password)
    try:
        app = create_app(Settings(book=book, gate=gate, by=_login(), codebook=codebook))
    except CodebookError as error:
        complain(str(error))
        return SOME_UNREAD
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{bound}/" + ("" if password else f"?token={gate.token}")
    listen(app, listener, lambda: _ready(address, not no_browser))
    return OK


def _ready(address: str, browser: bool) -> None:
    put(f"{address}\n")
    complain("the desk is open at the address above; Ctrl-C ends it")
    if browser:
        import webbrowser

        webbrowser.open(address)


def _password(host: str) -> str:
    """The password for a desk that others can reach; a usage error where there is none."""
    given = os.environ.get(PASSWORD) or ""
    if not given and os.isatty(0):
        given = click.prompt("Password for this desk", hide_input=True, confirmation_prompt=True, err=True)
    if len(given) < 8:
        raise click.UsageError(
            f"on {host} others can reach the desk: give a password of 8 characters or more in {PASSWORD}"
        )
    return given


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
