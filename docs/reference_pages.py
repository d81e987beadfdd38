"""Writes the reference from the code, while the site is built: verbs, settings, records, flags, metrics, presets.

mkdocs calls :func:`on_files`; the tests call the functions that make the pages. Nothing here is kept in the repository,
so that no page can say what the code no longer does.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

import typer.main
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from pipeline import api, metrics
from pipeline.cli.app import app
from pipeline.core import config, event_records, records
from pipeline.guards import severity


class Entry(NamedTuple):
    """One thing of the reference: what it is called, what it takes, and what it is."""

    name: str
    takes: str
    text: str


def commands() -> Iterator[tuple[str, Any]]:
    """Every verb and verb of a verb, with its click command; the program itself comes first."""

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for inner, below in getattr(command, "commands", {}).items():
            yield from walk(f"{name} {inner}", below)

    yield from walk("ringkas", typer.main.get_command(app))


def parameters(command: Any) -> list[Entry]:
    """A verb's arguments and options."""
    return [_parameter(p) for p in command.params if not getattr(p, "hidden", False)]


def _parameter(parameter: Any) -> Entry:
    argument = parameter.param_type_name == "argument"
    flag = getattr(parameter, "is_flag", False)
    names = [parameter.metavar or parameter.name.upper()] if argument else [*parameter.opts, *parameter.secondary_opts]
    takes = "" if argument or flag else parameter.metavar or _value(parameter.type_descriptor)
    default = parameter.default if isinstance(parameter.default, str | int | float) and not flag else ""
    shown = default and parameter.show_default is not False and "efault" not in (parameter.help or "")
    return Entry(", ".join(names), takes, f"{parameter.help or ''}{f' Default: {default}.' if shown else ''}")


def _value(descriptor: Any) -> str:
    """What an option without a name for its value takes."""
    kind = descriptor.annotation if descriptor else str
    inner = get_args(kind)[0] if get_origin(kind) is list else kind
    choices = [e.value for e in inner] if inspect.isclass(inner) and issubclass(inner, enum.Enum) else get_args(inner)
    if choices and all(isinstance(c, str) for c in choices):
        return " or ".join(choices)
    return {int: "N", float: "NUMBER", Path: "FILE"}.get(inner, "TEXT")


def tables() -> dict[str, type[BaseModel]]:
    """The tables of a config file; "" is the file itself."""
    fields = config.Config.model_fields.items()
    inner = {
        n: f.annotation for n, f in fields if inspect.isclass(f.annotation) and issubclass(f.annotation, BaseModel)
    }
    return {"": config.Config, **inner}


def settings(table: type[BaseModel]) -> list[Entry]:
    """A table's keys with their types, defaults and the comments of the code."""
    comments = _comments(table)
    keys = {k: f for k, f in table.model_fields.items() if not _is_table(f.annotation)}
    return [Entry(key, f"{_kind(f.annotation)}, {_default(f)}", comments.get(key, "")) for key, f in keys.items()]


def _is_table(annotation: Any) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, BaseModel)


def _kind(annotation: Any) -> str:
    text = (
        annotation.__name__ if inspect.isclass(annotation) and not hasattr(annotation, "__args__") else str(annotation)
    )
    return re.sub(r"typing\.|\b[a-z_]+\.(?=[A-Z])|pipeline\.[\w.]+\.", "", text).replace(" | None", " or the card's")


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    return (
        "required" if value is PydanticUndefined else "the card's" if value is None else repr(value).replace("'", '"')
    )


def _comments(table: type[BaseModel]) -> dict[str, str]:
    """The comment behind each field of a class."""
    found: dict[str, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(inspect.getsource(table)).readline):
        name = re.match(r"    (\w+): ", token.line)
        if token.type == tokenize.COMMENT and name:
            found[name[1]] = token.string.lstrip("# ")
    return found


def record_types() -> list[type]:
    """Every record that stages read and write, and of events."""
    every = [*vars(records).values(), *vars(event_records).values()]
    mine = (records.__name__, event_records.__name__)
    return [c for c in every if inspect.isclass(c) and dataclasses.is_dataclass(c) and c.__module__ in mine]


def fields(record: type) -> list[Entry]:
    """A record's fields with what its docstring says of each."""
    said = attributes(record)
    return [Entry(f.name, str(f.type), said.get(f.name, "")) for f in dataclasses.fields(record)]


def attributes(thing: type) -> dict[str, str]:
    """What a docstring says under ``Attributes:``."""
    _, _, block = inspect.cleandoc(thing.__doc__ or "").partition("Attributes:\n")
    pairs = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", block, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in pairs}


def _first(thing: Any) -> str:
    return " ".join(inspect.cleandoc(thing.__doc__ or "").partition("\n\n")[0].split())


def _cell(text: str) -> str:
    plain = re.sub(r":(?:class|func|mod):`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text).replace("``", "`")
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    return "\n".join([*lines, *(f"| {' | '.join(_cell(c) for c in row)} |" for row in rows)]) + "\n"


def _entries(titles: tuple[str, str, str], entries: list[Entry]) -> str:
    return _table(titles, [(f"`{e.name}`", f"`{e.takes}`" if e.takes else "", e.text) for e in entries])


def commands_page() -> str:
    """Every verb with its arguments, options and examples."""
    parts = [
        "# Commands\n\n`python -m pipeline` is the same as `ringkas`. "
        "`-h` or `--help` after any verb shows its options.\n"
    ]
    for name, command in commands():
        examples = re.sub(r"\s+·\s+|Examples?:\s+", "\n", command.epilog or "").strip()
        parts += [f"## {name}\n", _cell(inspect.cleandoc(command.help or "")) + "\n"]
        if command.params:
            parts.append(_entries(("argument or option", "takes", "what it does"), parameters(command)))
        if examples:
            parts.append(f"```text\n{examples}\n```\n")
    return "\n".join(parts)


def configuration_page() -> str:
    """Every key of every table of a preset."""
    parts = [
        '# Configuration\n\nA preset is a TOML file with these tables. `extends = "default"` takes another preset\'s '
        "values first; `--set table.key=value` changes one. The defaults here are those of a file that says nothing; "
        "the preset `default` sets some of its own (`configs/default.toml`). An unknown key is an error that names the "
        "nearest one.\n"
    ]
    for name, table in tables().items():
        title = f"[{name}]" if name else "At the top"
        parts += [
            f"## {title}\n",
            _first(table) + "\n",
            _entries(("key", "takes, default", "what it is"), settings(table)),
        ]
    return "\n".join(parts)


def records_page() -> str:
    """Every record with its fields."""
    parts = ["# Records\n\nThe rows of the Parquet shards in a run folder, and what the Python API returns.\n"]
    for record in record_types():
        parts += [f"## {record.__name__}\n", _cell(_first(record)) + "\n"]
        parts.append(_entries(("field", "type", "what it is"), fields(record)))
    return "\n".join(parts)


def lists_page() -> str:
    """Flags, metrics and presets."""
    flags = [(f"`{name}`", how, f"{words}.") for name, (how, words) in severity.FLAGS.items()]
    known = metrics.list_metrics()
    rows = [
        (f"`{m.name}`", m.better, ", ".join(sorted(m.needs)) or "nothing more", m.requires, m.description)
        for m in known
    ]
    presets = [(f"`{n}`", config.load_config(n).description) for n in config.preset_names()]
    return "\n".join([
        "# Flags, metrics, presets\n\n## Flags\n\nWhat the guards say of a sentence, heaviest first. In a brief, "
        "`translation-` goes before a flag of the sentence it rests on, and `headline-` before one of its headline.\n",
        _table(("flag", "severity", "what it says"), flags),
        "## Metrics\n",
        _table(("metric", "better", "needs", "optional package", "what it measures"), rows),
        "## Presets\n",
        _table(("preset", "what it is"), presets),
    ])  # fmt: skip


def python_page() -> str:
    """The functions of the Python API with their docstrings."""
    parts = [
        "# Python\n\n`import ringkas` in an installed copy, `import pipeline` in a checkout: the same functions.\n"
    ]
    for name in api.__all__:
        thing = getattr(api, name)
        signature = re.sub(r"pipeline\.[\w.]+\.", "", str(inspect.signature(thing))) if name != "PipelineError" else ""
        parts += [f"## {name}\n", f"```text\n{name}{signature}\n```\n", _docstring(thing.__doc__ or "")]
    return "\n".join(parts)


def _docstring(text: str) -> str:
    """A docstring as Markdown: code that is indented stays code, sections become headings of their own."""
    plain = re.sub(r":(?:class|func|mod):`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", inspect.cleandoc(text)).replace("``", "`")
    lines, section = [], False
    for line in plain.splitlines():
        if re.fullmatch(r"(Args|Returns|Raises):", line):
            section = True
            lines += ["", f"**{line}**", ""]
        elif section and (entry := re.match(r"    (\w+): (.*)", line)):
            lines.append(f"- `{entry[1]}`: {entry[2]}")
        else:
            lines.append(f"  {line.strip()}" if section and line.strip() else line)
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/configuration.md": configuration_page,
    "reference/records.md": records_page,
    "reference/lists.md": lists_page,
    "reference/python.md": python_page,
}


def on_files(files: Any, config: Any) -> Any:
    """Hand the pages to mkdocs."""
    from mkdocs.structure.files import File

    for path, page in PAGES.items():
        files.append(File.generated(config, path, content=page()))
    return files
