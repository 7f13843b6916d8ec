"""The desk in a real browser: with a mouse, by keyboard alone, without scripts; safe, reachable, alone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from desk import hostile
from desk.conftest import script
from tocsin.serve.pages import has_scripts

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium, or TOCSIN_CHROMIUM"),
    pytest.mark.skipif(not has_scripts(), reason="the desk's scripts are not built: make setup, with npm's registry"),
]

expect.set_options(timeout=15_000)  # the machine may be busy
WATCH = """
window.__bad = [];
document.addEventListener("securitypolicyviolation", (e) => window.__bad.push(`${e.violatedDirective} ${e.blockedURI}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Visit:
    """One person's browser at a desk; what must never happen is written down."""

    def __init__(self, browser: Browser, address: str, token: str, **more: object) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900}, **more)  # type: ignore[arg-type]
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(WATCH)
        self.address = address
        self.wrong: list[str] = []
        self.context.on("request", self._request)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        self.page.on("console", self._console)
        self.page.goto(f"{address}/?token={token}")

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: object) -> None:
        url = str(request.url)  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"request to {url}")

    def _console(self, message: object) -> None:
        text = str(message.text)  # type: ignore[attr-defined]
        if "Content Security Policy" in text or "Refused to" in text:
            self.wrong.append(text)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def clean(self) -> None:
        """Nothing went wrong up to here."""
        if self.context.pages and self.page.url.startswith("http"):
            self.wrong += self.page.evaluate("window.__bad || []") if self._has_scripts() else []
        assert self.wrong == []

    def _has_scripts(self) -> bool:
        return bool(self.page.evaluate("true"))


@pytest.fixture
def visit(browser: Browser, book: Path) -> Iterator[Visit]:
    with script("screenshots").served(book) as (address, gate):
        one = Visit(browser, address, gate.token)
        yield one
        one.clean()
        one.context.close()


@pytest.fixture(scope="module")
def reader(browser: Browser, sample: Path) -> Iterator[Visit]:
    """A browser that only reads."""
    with script("screenshots").served(sample) as (address, gate):
        one = Visit(browser, address, gate.token)
        yield one
        one.clean()
        one.context.close()


def choose(page: Page, words: str) -> None:
    """Select words of the source, as with a mouse."""
    page.evaluate(
        """(words) => {
          const source = document.getElementById("source"), walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
          const nodes = []; let text = "";
          while (walker.nextNode()) { if (!walker.currentNode.parentElement.closest("[data-at]")) continue;
            nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
          const at = text.indexOf(words), end = at + words.length;
          const place = (offset) => { const [start, node] = nodes.filter(([s]) => s <= offset).pop(); return [node, offset - start]; };
          const range = document.createRange(); range.setStart(...place(at)); range.setEnd(...place(end - 1).map((v, i) => i ? v + 1 : v));
          const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);
        }""",
        words,
    )  # fmt: skip


# ------------------------------------------------------------------ a person at the desk


def test_a_person_finds_reads_corrects_splits_adds_undoes_and_exports(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    expect(page.locator("h2", has_text="New")).to_be_visible()
    page.get_by_role("searchbox").fill("Takoradi strike")
    page.get_by_role("button", name="Search").click()
    page.locator(".lede").get_by_role("link", name="Episodes").click()
    page.get_by_role("link", name="Told by two or more").click()
    page.locator("article h3 a").first.click()
    versions = page.locator(".versions article")
    expect(versions).to_have_count(3)
    expect(page.locator(".versions")).to_contain_text("Tema Ledger")

    versions.nth(0).get_by_role("link", name="Review").click()  # corrects a place
    page.get_by_label("Where: place").fill("Tema")
    page.get_by_role("button", name="Edit, keep").click()
    expect(page.locator("#said")).to_contain_text("Corrected")
    visit.open("/events?place=Tema")
    expect(page.locator("article .facts")).to_contain_text("Tema GHA")

    visit.open("/episodes?q=garment+workers+Gazipur&told=2")  # splits what is no longer one
    page.locator("article h3 a").first.click()
    before = page.locator(".versions article").count()
    assert before > 1
    episode = page.url
    page.locator(".versions article").last.get_by_role("checkbox").check()
    page.get_by_role("button", name="Split off those marked").click()
    expect(page.locator(".versions article")).to_have_count(1)
    page.goto(episode)
    expect(page.locator(".versions article")).to_have_count(before - 1)

    visit.open("/reports")  # adds an event that was missed
    page.get_by_role("link", name="strike-wire.txt").click()
    coded = page.locator("article.card").count()
    choose(page, "production had stopped")
    page.get_by_role("button", name="Add an event at the words chosen").click()
    expect(page.locator("#trigger")).to_have_value("production had stopped")
    page.get_by_label("What", exact=True).select_option("PROTEST")
    page.get_by_label("Who: words").first.fill("Riot police")
    page.get_by_role("button", name="Add the event").click()
    expect(page.locator("article.card")).to_have_count(coded + 1)
    expect(page.locator("article.card", has_text="added by hand")).to_contain_text("Riot police")

    visit.open("/decisions")  # undoes
    page.get_by_role("button", name="Take back").first.click()
    visit.open("/decisions")
    expect(page.locator("tbody tr").first).to_contain_text("undone")
    visit.open("/events?standing=added")
    expect(page.locator("main")).to_contain_text("No such event")

    visit.open("/export?type=PROTEST")  # exports
    with page.expect_download() as download:
        page.get_by_role("row", name=re.compile("^csv ")).get_by_role("link", name="masked").click()
    download.value.save_as(tmp_path / "csv.zip")
    assert (tmp_path / "csv.zip").stat().st_size > 500


def test_words_chosen_in_the_source_become_a_value(visit: Visit) -> None:
    page = visit.open("/events?q=arrested+Grodno")
    page.locator("article h3 a").first.click()
    page.get_by_role("link", name="Review", exact=True).last.click()
    text = page.locator("#source").inner_text()
    choose(page, "Grodno")
    page.locator('[data-prefix="place"] .pick').click()
    start, end = (int(page.locator(f'[name="place-{edge}"]').input_value()) for edge in ("start", "end"))
    assert text[start:end] == "Grodno"
    expect(page.get_by_label("Where: place")).to_have_value("Grodno")


def test_a_reason_is_asked_for_by_one_key(visit: Visit) -> None:
    page = visit.open("/review?order=uncertain")
    page.keyboard.press("x")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#said")).to_contain_text("Rejected")
    visit.open("/decisions")
    expect(page.locator("tbody tr").first).to_contain_text("no event")


def test_keys_can_be_changed_and_switched_off(visit: Visit) -> None:
    page = visit.open("/settings")
    page.get_by_label("Key for: Accept").fill("q")
    visit.open("/review?order=uncertain")
    first = page.url
    page.keyboard.press("a")
    assert page.url == first
    page.keyboard.press("q")
    expect(page.locator("#said")).to_contain_text("Accepted")
    visit.open("/settings")
    page.get_by_label("Single keys decide").uncheck()
    visit.open("/review?order=uncertain")
    first = page.url
    page.keyboard.press("q")
    page.wait_for_timeout(300)
    assert page.url == first


def test_by_keyboard_alone(visit: Visit) -> None:
    """Tab, Enter, letters: nothing here is clicked."""
    page = visit.page

    def to(name: str, most: int = 140) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("(document.activeElement.textContent || '').trim().startsWith(arguments_0)".replace(
                "arguments_0", repr(name)
            )):  # fmt: skip
                return
        raise AssertionError(f"{name} cannot be reached")

    to("Review")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    to("Uncertain")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/*order=uncertain*")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(lambda url: url.partition("?")[0] == first.partition("?")[0])
    page.keyboard.press("e")  # into the form: the type
    assert page.evaluate("document.activeElement.id") == "type"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "place-name":
            break
    page.keyboard.press("Control+a")
    page.keyboard.type("Brest")
    page.keyboard.press("Escape")
    page.keyboard.press("e")  # keeps what the form says
    expect(page.locator("#said")).to_contain_text("Corrected")
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("Undone")
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("Accepted")
    page.keyboard.press("m")
    page.wait_for_url("**/merge*")
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("dockers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events?q=dockers")
    expect(page.locator("article").first).to_contain_text("ockers")


def test_two_people_at_once_are_shown_both_values(browser: Browser, book: Path) -> None:
    with script("screenshots").served(book) as (address, gate):
        ada, ben = (Visit(browser, address, gate.token) for _ in range(2))
        for one, name in ((ada, "Ada"), (ben, "Ben")):
            one.open("/settings").get_by_label("Your name").fill(name)
            one.page.get_by_role("button", name="Decide under this name").click()
        where = ada.open("/events?q=dockers").locator("article h3 a").first.get_attribute("href") or ""
        review = "/review/" + where.rpartition("/")[2]
        for one, place in ((ada, "Tema"), (ben, "Accra")):
            one.open(review).get_by_label("Where: place").fill(place)
        expect(ben.page.locator(".notice")).to_contain_text("Somebody else has this event")
        ada.page.get_by_role("button", name="Edit, keep").click()
        expect(ada.page.locator("#said")).to_contain_text("Corrected")
        ben.page.get_by_role("button", name="Edit, keep").click()
        expect(ben.page.get_by_role("alert")).to_contain_text("Ada")
        expect(ben.page.locator("main")).to_contain_text("Tema")
        expect(ben.page.locator("main")).to_contain_text("Accra")
        ben.page.get_by_role("button", name="Decide so all the same").click()
        ada.open("/events?place=Accra")
        expect(ada.page.locator("article")).not_to_have_count(0)
        for one in (ada, ben):
            one.context.close()


def test_without_scripts_lists_details_review_and_export_work(browser: Browser, book: Path, tmp_path: Path) -> None:
    with script("screenshots").served(book) as (address, gate):
        one = Visit(browser, address, gate.token, java_script_enabled=False)
        page = one.page
        page.locator("#search").fill("walked off")
        page.get_by_role("button", name="Search").click()
        page.locator(".facets a", has_text="strike").first.click()
        page.locator("article h3 a").first.click()
        page.get_by_role("link", name="In its report").click()
        assert "walked off the job" in (page.locator("#source").text_content() or "")
        page.locator("article.card.lit").get_by_role("link", name="Review").click()
        page.get_by_label("Where: place").fill("Grodno")
        page.get_by_role("button", name="Edit, keep").click()
        one.open("/events?standing=corrected")
        assert "Hrodna" in (page.locator("article .facts").first.text_content() or "")
        one.open("/map")
        assert page.locator("circle.spot").count() > 5
        assert page.locator("table tbody tr").count() > 5
        with page.expect_download() as download:
            one.open("/export").get_by_role("link", name="JSON Lines").click()
        download.value.save_as(tmp_path / "log.jsonl")
        assert "corrected" in (tmp_path / "log.jsonl").read_text(encoding="utf-8")
        assert one.wrong == []
        one.context.close()


# ------------------------------------------------------------------ pictures


def test_the_map_zooms_and_brushes_and_leads_to_its_events(reader: Visit) -> None:
    page = reader.open("/map")
    expect(page.locator(".map-tools")).to_be_visible()
    before = page.locator("#map").get_attribute("viewBox")
    page.get_by_role("button", name="Nearer").click()
    assert page.locator("#map").get_attribute("viewBox") != before
    page.get_by_role("button", name="Whole").click()
    page.get_by_label("From day").evaluate(
        "(e) => { e.value = Number(e.max) - 40; e.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    link = page.get_by_role("link", name="these events").get_attribute("href") or ""
    assert "since=2024-0" in link
    assert page.locator("circle.spot").count() < 8
    page.locator("#map").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")


def test_a_stretch_of_the_timeline_is_chosen_by_dragging(reader: Visit) -> None:
    page = reader.open("/timeline?step=year")
    box = page.locator("#timeline").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 80, steps=5)
    page.mouse.up()
    page.wait_for_url("**/timeline?*since=*until=*")


@pytest.mark.parametrize("kind", ["map", "timeline", "network"])
def test_a_picture_is_one_file_that_opens_unplugged(reader: Visit, browser: Browser, kind: str, tmp_path: Path) -> None:
    body = reader.context.request.get(f"{reader.address}/{kind}.html").text()
    path = tmp_path / f"{kind}.html"
    path.write_text(body, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error {error}"))
    page.goto(path.as_uri())
    assert page.locator("svg.picture").count() >= 1
    assert page.locator("table tbody tr").count() > 3
    if kind == "map":
        expect(page.get_by_role("button", name="Nearer")).to_be_visible()
    assert asked == [path.as_uri()]
    context.close()


# ------------------------------------------------------------------ everybody can use it

PAGES = (
    "/", "/events", "/events?type=PROTEST", "/episodes", "/episodes?disputed=yes", "/reports", "/map", "/timeline",
    "/network", "/review", "/quality", "/codebook", "/decisions", "/export", "/settings", "/enter", "EVENT", "REPORT",
    "EPISODE", "JUDGE", "MERGE", "ADD",
)  # fmt: skip


def addressed(visit: Visit, path: str) -> str:
    """The address of a page that needs an id."""
    if not path.isupper():
        return path
    items = visit.context.request.get(f"{visit.address}/api/events?q=walked+off").json()["items"]
    event = items[-1]
    return {
        "EVENT": f"/events/{event['id']}", "REPORT": f"/reports/{event['report']}", "EPISODE": f"/episodes/{event['episode']}",
        "JUDGE": f"/review/{event['id']}", "MERGE": f"/review/{event['id']}/merge",
        "ADD": f"/reports/{event['report']}/add?start=60&end=76",
    }[path]  # fmt: skip


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: make setup, with npm's registry")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(browser: Browser, sample: Path, scheme: str) -> None:
    with script("screenshots").served(sample) as (address, gate):
        one = Visit(browser, address, gate.token, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
        found = []
        for path in PAGES:
            page = one.open(addressed(one, path))
            page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
            result = page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })")
            found += [
                f"{path}: {v['id']}: {node['html'][:140]}" for v in result["violations"]
                if v["impact"] in ("serious", "critical") for node in v["nodes"][:2]
            ]  # fmt: skip
        one.context.close()
    assert found == []


def test_text_from_right_to_left_runs_from_right_to_left(reader: Visit) -> None:
    page = reader.open("/reports")
    assert page.locator("td[dir=auto]").count() > 10
    assert page.locator("html").get_attribute("lang") == "en-GB"


def test_the_first_load_is_small(reader: Visit, browser: Browser) -> None:
    sizes: list[int] = []
    page = reader.context.new_page()
    session = reader.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(f"{reader.address}/map")
    page.wait_for_load_state("networkidle")
    page.close()
    assert sum(sizes) < 250 * 1024


# ------------------------------------------------------------------ text is only ever text


def test_hostile_text_in_every_field_does_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "<b>bad.tocsin"
    hostile.make(path)
    with script("screenshots").served(path) as (address, gate):
        one = Visit(browser, address, gate.token)
        one.open("/settings").get_by_label("Your name").fill(hostile.CORPUS[0])
        one.page.get_by_role("button", name="Decide under this name").click()
        one.open("/review/0000000000000000").locator("#note").fill(hostile.CORPUS[1])
        one.page.get_by_role("button", name="Unsure").click()
        fixed = [p for p in PAGES if not p.isupper()]
        for number, bad in enumerate(hostile.CORPUS):
            event = f"{number:016x}"
            fixed += [f"/events/{event}", f"/reports/bad{number}", f"/review/{event}"]
            quoted = urlencode({"q": bad, "place": bad, "source": bad, "actor": bad, "type": bad})
            fixed += [f"/events?{quoted}"]
            if number < 2:
                fixed += [f"/episodes/h{event}", f"/review/{event}/merge", f"/reports/bad{number}/add?start=0&end=5",
                          f"/map?{quoted}", f"/nothing/{quote(bad, safe='')}"]  # fmt: skip
        for page_path in fixed:
            page = one.open(page_path)
            page.mouse.move(300, 300)
            one.clean()
            assert page.locator("main script, main iframe, main img, main object, main [onerror], main [onload]").count() == 0
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => new URL(a.getAttribute('href'), location.href).href)")
            assert not [href for href in links if not href.startswith(("http://", "https://"))]
        one.context.close()


def _note(told: list[str], dialog: Dialog) -> None:
    told.append(dialog.message)
    dialog.dismiss()


@pytest.mark.parametrize("kind", ["map", "timeline", "network"])
def test_hostile_text_does_nothing_in_a_file_kept(browser: Browser, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.tocsin"
    hostile.make(path)
    with script("screenshots").served(path) as (address, gate):
        one = Visit(browser, address, gate.token)
        for end in ("html", "svg"):
            file = tmp_path / f"{kind}.{end}"
            file.write_text(one.context.request.get(f"{address}/{kind}.{end}").text(), encoding="utf-8")
            page = browser.new_page()
            told: list[str] = []
            page.on("dialog", partial(_note, told))
            page.goto(file.as_uri())
            page.mouse.move(300, 300)
            page.wait_for_timeout(150)
            assert told == []
            page.close()
        one.context.close()
