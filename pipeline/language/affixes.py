"""Tells an Indonesian word that is made of a known root and affixes from a name that only looks like one."""

from __future__ import annotations

import re

from pipeline.language.names import is_common

# Prefixes of verbs, and the letters that they may have taken from the root ("memicu": "picu").
_PREFIXES = (("meng", "k"), ("meny", "s"), ("mem", "p"), ("men", "t"), ("ber", ""), ("ter", ""), ("di", ""))
_DOER = re.compile(r"pe(?=ng|ny|m|n)")  # "pembobol": who does what "membobol" says
_ENDINGS = ("", "kan", "i")
_SHORTEST_ROOT = 4  # letters: three are in too many names ("Berlin")
_ROOT = re.compile(r"[a-z]{4,}")
# What "me-" becomes before a first letter; "p", "t", "k" and "s" give way to it ("picu", "memicu").
_ACTIVE = dict.fromkeys("bfvp", "mem") | dict.fromkeys("dcjzt", "men") | dict.fromkeys("lmnrwy", "me") | {"s": "meny"}
_REPLACED = frozenset("ptks")
KNOWN_STEM = 5  # letters: "guncang" inside "mengguncang" tells, "api" inside "tetapi" does not


def is_ordinary_word(low: str) -> bool:
    """Whether a word is known to be none of a name: a common one, one with affixes, or a verb without its prefix."""
    return is_common(low, "id") or _verb_root(low) or _affixed(low)


def _affixed(low: str) -> bool:
    """Whether a word is made of a known root and affixes: "menyapu", "dipulangkan", and not "Persib" or "Kendari"."""
    if any(low.endswith(suffix) and is_known_root(low.removesuffix(suffix), KNOWN_STEM) for suffix in ("nya", "kan")):
        return True
    stems = _without_suffix(low)
    if any(is_known_root(root) for stem in stems for root in roots(stem)):
        return True
    doers = [f"m{stem[1:]}{end}" for stem in stems if _DOER.match(stem) for end in _ENDINGS]
    if any(is_common(verb, "id") for verb in doers):
        return True
    # "Perdamaian", "kepadatan": these prefixes need their ending, for without it they are rather of a name.
    framed = low.endswith("an") and low.startswith(("per", "ke"))
    return framed and is_known_root(low[3 if low[0] == "p" else 2 : -2], KNOWN_STEM)


def _without_suffix(low: str) -> list[str]:
    return [low, *(low.removesuffix(suffix) for suffix in ("nya", "kan", "an", "i") if low.endswith(suffix))]


def roots(low: str) -> list[str]:
    """What a word may have been before its prefix: "ungsi" and "kungsi" for "mengungsi"."""
    found: list[str] = []
    for prefix, taken in _PREFIXES:
        root = low.removeprefix(prefix)
        # "Men-" takes the "t" of its root, so that "Mentawai" has nothing to do with "tawa".
        if root != low and not (taken and root.startswith(taken) and not root.startswith("per")):
            found += [root, taken + root] if taken else [root]
    return found


def is_known_root(root: str, shortest: int = _SHORTEST_ROOT) -> bool:
    """Whether what affixes leave is a word of the language, or the root of its verbs."""
    return len(root) >= shortest and (is_common(root, "id") or _verb_root(root))


def _verb_root(low: str) -> bool:
    """Whether a word is a verb without its prefix, as headlines write them: "usir" for "mengusir"."""
    if not _ROOT.fullmatch(low):
        return False
    return any(is_common(form + end, "id") for form in (with_active_prefix(low), f"di{low}") for end in _ENDINGS)


def with_active_prefix(low: str) -> str:
    """A root in small letters behind the form of "me-" that its first letter asks for: "picu" is "memicu"."""
    return _ACTIVE.get(low[0], "meng") + (low[1:] if low[0] in _REPLACED else low)
