# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""A chart of bars, written as SVG by hand; readable on a light page and on a dark one."""

import html
import math

WIDTH, BAR, GAP, LABEL = 760, 20, 6, 110
STYLE = """<style>
text { font: 13px sans-serif; fill: #1f2328 } .title { font-weight: 600 } .page { fill: #ffffff }
.ours { fill: #0a7d5a } .limit { fill: #8c959f } .other { fill: #4f7fc4 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .page { fill: #0d1117 }
  .ours { fill: #2fb886 } .limit { fill: #6e7681 } .other { fill: #6c9ce0 }
}
</style>"""


def draw(panels):
    """Each panel: (title, [(server, value, text)]). Lengths are linear within a panel."""
    body, y = [], 10
    for title, bars in panels:
        y += 20
        body.append(f'<text class="title" x="10" y="{y}">{html.escape(title)}</text>')
        y += 10
        most = max((value for _, value, _ in bars), default=1) or 1
        for server, value, text in bars:
            body += _bar(y, server, value / most, text)
            y += BAR + GAP
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 10}" '
            f'viewBox="0 0 {WIDTH} {y + 10}" role="img">')
    return "\n".join([head, STYLE, f'<rect class="page" width="{WIDTH}" height="{y + 10}"/>', *body,
                      "</svg>", ""])


def _bar(y, server, share, text):
    kind = {"deskgate": "ours", "relay": "limit"}.get(server, "other")
    length = max(2, math.floor(share * (WIDTH - LABEL - 110)))
    yield f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{html.escape(server)}</text>'
    yield f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{length}" height="{BAR}" rx="2"/>'
    yield f'<text x="{LABEL + length + 8}" y="{y + 15}">{html.escape(text)}</text>'
