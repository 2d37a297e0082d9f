"""Sphinx's settings for the site; `cargo xtask docs` runs stage.py first, and then Sphinx on what that has made."""

from pathlib import Path

project = "mpickle"
author = "the mpickle authors"
extensions = ["myst_parser"]
# Headings are reached as on the pages in the repository.
myst_heading_anchors = 4
nitpicky = True

# The try-it page, where it was made.
exclude_patterns = ["extra"]
html_extra_path = ["extra"] if Path(__file__).with_name("extra").is_dir() else []

html_theme = "furo"
html_title = "mpickle"
html_copy_source = False
html_show_sphinx = False
# The pages say `>>>` in blocks of Python.
highlight_language = "none"
# Lexers do not know the prompts and the arrows of some blocks.
suppress_warnings = ["misc.highlighting_failure"]
