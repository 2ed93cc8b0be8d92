"""Pictures that are tables, without a browser: one shape for all of them, written as SVG and as Markdown.

``*_sheet`` make the shape of what the pages show, ``svg`` and ``markdown`` write it; ``diagrams``
writes Mermaid, which knows no tables.
"""
