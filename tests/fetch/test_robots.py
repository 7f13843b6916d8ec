"""What a site's robots.txt allows us."""

from __future__ import annotations

import pytest

from tocsin.fetch.robots import matches, read_robots

SITE = b"""\xef\xbb\xbf# a comment
User-agent: SomeBot
User-agent: Tocsin/1.0
Disallow: /private
Allow: /private/open   # but this
Crawl-delay: 2.5
Sitemap: https://a.example/sitemap.xml

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/1", False),
        ("/private/open/1", True),
        ("/privateer", False),
        ("/a?x=/private", True),
    ],
)
def test_our_own_group_goes_before_that_of_everybody(path: str, allowed: bool) -> None:
    assert read_robots(SITE).allows(path) == allowed
    assert read_robots(SITE).pause == 2.5


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/fish", "/fish/salmon", True), ("/fish", "/catfish", False), ("/*.php", "/a/b.php?x", True),
        ("/*.php$", "/a/b.php?x", False), ("/*.php$", "/a.php.php", True), ("/a*b*c", "/axxbxxc", True),
        ("/a*b*c", "/axxcxxb", False), ("/$", "/", True), ("/$", "/a", False), ("*", "/x", True),
        ("/a*a$", "/a", False), ("/a*$", "/abc", True), ("", "/a", True),
    ],
)  # fmt: skip
def test_a_pattern_fits_as_the_standard_says(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) == fits


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        (b"", "/a", True),
        (b"<html>no rules</html>", "/a", True),
        (b"User-agent: *\nDisallow:", "/a", True),
        (b"User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        (b"User-agent: *\nDisallow: /\nUser-agent: other\nAllow: /", "/a", False),
        (b"User-agent: *\nCrawl-delay: x\nDisallow: /a", "/a", False),
        (b"Disallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /zürich".encode(), "/z%C3%BCrich/1", False),
        (b"user-agent:*\r\ndisallow:/a\r\n", "/a", False),
        (b"\xff\xfe\x00\x01" * 1000, "/a", True),
        (b"User-agent: *\n" + b"Disallow: /" + b"*a" * 1900 + b"b\n" * 20, "/" + "a" * 3000, True),
    ],
)  # fmt: skip
def test_whatever_a_file_holds_has_a_meaning(text: bytes, path: str, allowed: bool) -> None:
    assert read_robots(text).allows(path) == allowed
