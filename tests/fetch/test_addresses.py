"""Which addresses are asked for, and which machines a name may lead to."""

from __future__ import annotations

import pytest

from tocsin.fetch import Refused, address_of, tidied
from tocsin.fetch.addresses import is_public, resolve


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://News.Example/a b?q=ü#top", "https://news.example/a%20b?q=%C3%BC"),
        ("http://news.example:80/x", "http://news.example/x"),
        ("http://news.example:8080", "http://news.example:8080/"),
        ("http://zeitung.köln/", "http://zeitung.xn--kln-sna/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("  http://news.example./\r\n", "http://news.example/"),
        ("http://news.example/a%20b", "http://news.example/a%20b"),
    ],
)
def test_an_address_is_read(text: str, read: str) -> None:
    assert str(address_of(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd", "ftp://news.example/a", "javascript:alert(1)", "gopher://x/", "data:,a", "",
        "news.example/a", "http://", "http:///a", "http://user:secret@news.example/", "http://a@b@c/",
        "http://news.example:99999/", "http://[fe80::1%25eth0]/", "http://[::1", "http://a b/",
        "http://evil.example\\@127.0.0.1/", "http://news.example/" + "a" * 5000, "http://a..b/",
    ],
)  # fmt: skip
def test_what_is_no_address_on_the_web_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        address_of(text)


@pytest.mark.parametrize(
    ("base", "link", "address"),
    [
        ("https://a.example/x/y", "../z?utm_source=rss&id=7&fbclid=1", "https://a.example/z?id=7"),
        ("https://a.example/feed", "/news/1#comments", "https://a.example/news/1"),
        ("https://a.example/feed", "https://b.example/?utm_medium=feed", "https://b.example/"),
        ("https://a.example/feed", "//b.example/1?a=1&a=2", "https://b.example/1?a=1&a=2"),
    ],
)
def test_a_report_has_one_address_wherever_a_reader_came_from(base: str, link: str, address: str) -> None:
    assert tidied(link, base) == address


PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")
NOT_PUBLIC = (
    "127.0.0.1", "127.255.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "224.0.1.1", "239.1.1.1", "240.0.0.1", "192.0.0.1", "198.18.0.1",
    "192.0.2.1", "::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "fe80::1", "fe80::1%lo", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "2001:db8::1", "100::1", "not a number",
)  # fmt: skip


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_machine_may_be_asked(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_any_other_machine_may_not(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "0"])
def test_a_number_in_disguise_comes_out_as_the_machine_it_means(host: str) -> None:
    """As the system reads it, which is what a connection would go by."""
    assert not any(is_public(number) for number in resolve(address_of(f"http://{host}/").host, 80))
