"""How Sphinx builds the documentation; what the code says of itself is written first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # so that `docs.generate` is found, whatever the working directory
os.environ["TROPA_LANG"] = "en"  # help texts follow the environment, these pages do not

from docs.generate.pages import write_pages  # noqa: E402  it needs the path above

write_pages(ROOT)

project = "Tropa"
author = "The Tropa founders"
copyright = "The Tropa founders, Apache-2.0"  # noqa: A001  Sphinx wants this name
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = [
    "_build",
    *(f"generated/{part}.md" for part in ("answers", "lint-rules", "rule-tests", "unseen")),
]  # included
nitpicky = True

html_theme = "furo"
html_title = "Tropa"
html_extra_path = ["generated/tropa.schema.json"]
html_static_path = ["static"]
html_css_files = ["tropa.css"]
html_copy_source = False
