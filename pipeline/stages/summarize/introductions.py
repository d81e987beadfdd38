"""Finds the earlier sentence of an article that introduces whom or what a sentence names briefly.

News names people in full once ("Kepala BPBD Garut Hendra Gunawan") and by one word afterwards ("kata Hendra"). A
sentence that is written into a brief alone needs the introduction beside it, or nobody knows who Hendra is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.names import Name, read_names

REACH = 12  # sentences back in which an introduction is looked for
SHORTEST = 4  # letters of a name that is looked for
_SPEECH = (
    "ujar|kata|tutur|ucap|imbuh|sambung|pungkas|jelas|terang|tegas|ungkap|papar|beber|tambah|lanjut|sebut|tulis|cetus|kilah"
    "|aku"
)
_POINTS_BACK = re.compile(
    # A sentence whose subject or speaker is named in the one before: by a pronoun, by "the event", "the said ...".
    r"^[\"“' ]*(?:ia|dia|mereka|beliau|menurutnya|hal|keduanya|ketiganya|pihaknya|pria|perempuan|wanita|korban|pelaku"
    r"|aksi|peristiwa|kejadian|acara|program|film|laga|pertandingan|gempa)\b"
    rf"|\b(?:ia|dia|mereka|beliau|menurutnya|(?:{_SPEECH})nya|tersebut|pihaknya)\b",
    re.IGNORECASE,
)


def introduction(sentences: Sequence[str], position: int) -> int | None:
    """The position of the sentence that introduces what another names briefly.

    Args:
        sentences: an article's, Indonesian, in order.
        position: of the sentence that is to stand alone.

    Returns:
        The first sentence that has one of its single names as part of a longer one; the sentence before it, when it
        begins with or rests on a pronoun; otherwise None.
    """
    names = [name for name in read_names(sentences[position], "id") if name.firm]
    full = {word for name in names if len(name.words) > 1 for word in name.words}
    for name in names:
        if not _is_brief(name) or name.words[0] in full:
            continue
        for before in range(max(0, position - REACH), position):
            found = read_names(sentences[before], "id")
            if any(len(other.words) > 1 and name.words[0] in other.words for other in found):
                return before
    if any(len(name.words) > 1 for name in names):  # somebody is named in full: "the matter" needs no other sentence
        return None
    return position - 1 if position and _POINTS_BACK.search(sentences[position]) else None


def _is_brief(name: Name) -> bool:
    return len(name.words) == 1 and len(name.words[0]) >= SHORTEST and not name.words[0].isupper()
