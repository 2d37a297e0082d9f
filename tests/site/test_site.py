"""The site that `cargo xtask docs` made: MPICKLE_DOCS is its folder."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

SITE = Path(os.environ["MPICKLE_DOCS"])
ROOT = Path(__file__).resolve().parents[2]
# The try-it page has its own tests.
PAGES = sorted(page for page in SITE.rglob("*.html") if page.relative_to(SITE).parts[0] != "try")


class Page(HTMLParser):
    """What a page links to, what it loads, and the names of its places."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.places, self.words = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.places.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe") and given.get("src"):
            self.loaded.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "preload", "icon"):
            self.loaded.append(given["href"])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def pages():
    return {page: Page(page.read_text()) for page in PAGES}


def test_every_page_of_the_docs_is_there(pages):
    for source in [*ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md"), *ROOT.glob("ports/*/README.md")]:
        assert SITE / source.relative_to(ROOT).with_suffix(".html") in pages, source
    assert SITE / "index.html" in pages


def test_links_lead_somewhere(pages):
    broken = []
    for page, content in pages.items():
        for link in content.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if there.is_dir():
                there = there / "index.html"
            name = unquote(parts.fragment)
            if not there.exists() or (name and there in pages and name not in pages[there].places):
                broken.append(f"{page.relative_to(SITE)}: {link}")
    assert not broken


def test_nothing_is_loaded_from_elsewhere(pages):
    elsewhere = [url for content in pages.values() for url in content.loaded if urlsplit(url).netloc]
    styles = [(name, name.read_text()) for name in SITE.glob("_static/**/*.css")]
    elsewhere += [name for name, text in styles if re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text)]
    assert styles
    assert not elsewhere


def test_the_search_finds_pages():
    """By what its index has of them."""
    index = json.loads((SITE / "searchindex.js").read_text().removeprefix("Search.setIndex(").removesuffix(")"))
    found = index["terms"]["littlef"]
    names = [index["docnames"][at] for at in (found if isinstance(found, list) else [found])]
    assert "docs/files" in names


def test_a_shown_message_can_be_searched_for(pages):
    text = "".join(pages[SITE / "docs/messages.html"].words)
    assert "UnpicklingError: not allowed: 'os.remove'" in text


def test_tables_are_tables(pages):
    """One of Markdown that is no table would show its bars."""
    for page, content in pages.items():
        shown = "".join(content.words)
        assert "|---|" not in re.sub(r"\s", "", shown) or "tests/README" in str(page), page
