"""A plain page to print or to paste from: headings, sentences, and notes on what each rests on; no script."""

from __future__ import annotations

from typing import IO

from markupsafe import Markup

from pipeline.core.templates import template_environment
from pipeline.stages.report.exports.base import Export, Item, Line, grouped
from pipeline.stages.report.pages import content_hash

STYLE = """
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #111; background: #fff; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
article { border-top: 1px solid #999; margin-top: 2rem; }
.check { border-left: 4px solid #b00020; padding-left: .75rem; }
.notes, .sources { font-size: .85rem; color: #333; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #bbb; padding: .4rem; text-align: left; vertical-align: top; width: 50%; }
a { color: #0b4f9e; }
@media print {
  body { margin: 0; max-width: none; font-size: 11pt; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .sources a::after { content: " (" attr(href) ")"; }
}
"""
HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="referrer" content="no-referrer">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body>
<h1>{{ title }}</h1>
"""
ITEM = """{% macro marked(line, note) %}
{{ line.text }}{% if note %}<sup><a href="#b{{ number }}n{{ note }}" id="b{{ number }}r{{ note }}">{{ note }}</a></sup>
{%- endif %}
{% endmacro %}
<article id="b{{ number }}">
<h2>{{ number }}. {{ item.headline }}</h2>
{% if item.checks() %}
<p class="check"><strong>Check:</strong> {{ item.checks()|join("; ") }}.</p>
{% endif %}
{% for heading, lines in groups %}
{% if heading %}
<h3>{{ heading }}</h3>
{% endif %}
{% if with_source %}
<table>
<tr><th scope="col">English</th><th scope="col">Indonesian</th></tr>
{% for line, note in lines %}
<tr><td>{{ marked(line, note) }}</td>
<td lang="id">{{ line.evidence|map(attribute="indonesian")|join(" ") }}</td></tr>
{% endfor %}
</table>
{% elif item.bullets or heading %}
<ul>
{% for line, note in lines %}
<li>{{ marked(line, note) }}</li>
{% endfor %}
</ul>
{% else %}
<p>
{% for line, note in lines %}
{{ marked(line, note) }}
{% endfor %}
</p>
{% endif %}
{% endfor %}
{% if item.timeline %}
<h3>Timeline</h3>
<ul>
{% for day, text in item.timeline %}
<li>{{ day }}: {{ text }}</li>
{% endfor %}
</ul>
{% endif %}
{% if notes %}
<ol class="notes">
{% for note in notes %}
<li id="b{{ number }}n{{ loop.index }}">{{ note }}
<a href="#b{{ number }}r{{ loop.index }}" aria-label="back to the text">↩</a></li>
{% endfor %}
</ol>
{% endif %}
{% for source in item.sources %}
<p class="sources">Source:
{% if source.url %}
<a href="{{ source.url }}" rel="noopener noreferrer">{{ source.credit() }}</a>
{% else %}
{{ source.credit() }}
{% endif %}
</p>
{% endfor %}
</article>
"""
TAIL = "</body>\n</html>\n"
POLICY = "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'"


def write(export: Export, file: IO[bytes]) -> None:
    """Write the page."""
    templates = template_environment()
    head, section = templates.from_string(HEAD), templates.from_string(ITEM)
    policy = POLICY.format(style=content_hash(STYLE))
    file.write(_bytes(head.render(title=export.title, style=Markup(STYLE), policy=policy)))
    for number, item in enumerate(export.items, start=1):
        groups, notes = _numbered(item)
        file.write(
            _bytes(section.render(number=number, item=item, groups=groups, notes=notes, with_source=export.with_source))
        )
    file.write(TAIL.encode())


def _numbered(item: Item) -> tuple[list[tuple[str, list[tuple[Line, int]]]], list[str]]:
    """The lines under their headings, each with the number of its note (0: it has none), and the notes."""
    notes: list[str] = []
    groups: list[tuple[str, list[tuple[Line, int]]]] = []
    for heading, lines in grouped(item):
        numbered = []
        for line in lines:
            if line.evidence:
                notes.append(item.note(line))
            numbered.append((line, len(notes) if line.evidence else 0))
        groups.append((heading, numbered))
    return groups, notes


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
