"""Containers written by hand: crawls, archives, feeds, mailboxes, office documents; good, odd and hostile."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from html import escape

from intake.pages import Article

ARTICLE = Article(
    "Workers at tractor plant walk off the job",
    (
        "Workers at the tractor plant walked off the job on Monday. Police arrested 12 of them, the union said.",
        "A spokesman for the company denied that production had stopped and said that talks would be held in the week.",
    ),
)
WORDS = "walked off the job on Monday"


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def http(body: bytes, media: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> bytes:
    """The answer of a server."""
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {media}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    kind: str = "response",
    url: str = "https://news.example/a",
    digest: str = "",
    length: str = "",
) -> bytes:
    """A WARC record, with its right digest and length if none are given."""
    said = digest or "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{abs(hash(block))}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2020-08-18T06:00:00Z\r\nWARC-Block-Digest: {said}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length or len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def crawl(*records: bytes, packed: bool = True) -> bytes:
    """A crawl: each record packed for itself, as they are."""
    return b"".join(gzip.compress(r, mtime=0) if packed else r for r in records)


def docx(article: Article = ARTICLE, body: str = "", doctype: str = "") -> bytes:
    """An office document; `body` stands in place of the article's paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    title = (
        f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>{escape(article.title)}</w:t></w:r></w:p>'
    )
    text = "".join(
        f"<w:p><w:r><w:t>{escape(p[:20])}</w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        f'<w:r><w:t xml:space="preserve">{escape(p[20:])}</w:t></w:r></w:p>'
        for p in article.paragraphs
    )
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{space}"><w:body>{title}{body or text}</w:body></w:document>'
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{article.author}</dc:creator></cp:coreProperties>'
    )
    parts = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}
    return zipped(parts | {"word/document.xml": document.encode(), "docProps/core.xml": core.encode()})


def letter(
    article: Article = ARTICLE, html: bool = True, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """A newsletter."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = f"{article.publisher} <news@wire.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = article.title
    message["Date"] = "Mon, 17 Aug 2020 18:00:00 +0300"
    message["Message-ID"] = "<1@wire.example>"
    message.set_content("\n\n".join(article.paragraphs), cte="quoted-printable")
    if html:
        rows = "".join(f"<tr><td>{escape(p)}</td></tr>" for p in article.paragraphs)
        message.add_alternative(
            f'<html><body><a href="http://x.example">View in browser</a><table>{rows}</table>'
            '<p><a href="http://x.example/u">Unsubscribe</a></p></body></html>',
            subtype="html",
        )
    if attachment:
        message.add_attachment(
            attachment[1], maintype="application", subtype="octet-stream", filename=attachment[0]
        )
    return bytes(message)


def mailbox(*letters: bytes) -> bytes:
    """A mailbox in the format mbox."""
    return b"".join(b"From news@wire.example Mon Aug 17 18:00:00 2020\n" + data + b"\n\n" for data in letters)


def rss(article: Article = ARTICLE, doctype: str = "", description: str = "") -> bytes:
    """A feed of one entry with its whole text, and a teaser."""
    text = "".join(f"<p>{escape(p)}</p>" for p in article.paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>{doctype}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>{article.publisher}</title><link>https://news.example/</link><language>en-gb</language>
<image><title>Logo</title><url>https://news.example/logo.png</url></image>
<item><title>{escape(article.title)}</title><link>/2020/08/strike?a=1&amp;b=2</link><guid isPermaLink="false">17</guid>
<dc:creator>{article.author}</dc:creator><pubDate>Mon, 17 Aug 2020 18:00:00 +0300</pubDate>
<description>{description or "A strike&nbsp;began."}</description><content:encoded><![CDATA[{text}]]></content:encoded></item>
</channel></rss>""".encode()


def atom(article: Article = ARTICLE) -> bytes:
    """An Atom feed whose text is XHTML."""
    text = "".join(f"<p>{escape(p)}</p>" for p in article.paragraphs)
    return f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{article.publisher}</title>
<entry><title type="html">Workers at &lt;b&gt;tractor&lt;/b&gt; plant walk off the job</title><id>tag:x,2020:1</id>
<link rel="self" href="https://news.example/self"/><link href="{article.url}"/><author><name>{article.author}</name></author>
<published>2020-08-17T18:00:00+03:00</published><updated>2020-08-19T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{text}</div></content></entry></feed>""".encode()
