"""Recognizes a language model's refusal to do what it was asked."""

from __future__ import annotations

import re

_REFUSAL = re.compile(
    r"(?:(?:i['’]?m|i am) (?:very |so |really )?(?:sorry|afraid)|sorry|i apologi[sz]e|unfortunately)\b[^.!?]{0,40}"
    r"\b(?:i (?:can(?:no|['’])?t|am (?:not able|unable)|won['’]?t|do not|don['’]t)|i['’]m (?:not able|unable))\b"
    r"|i (?:can(?:no|['’])?t|am (?:not able|unable) to|will not|won['’]t|must decline to) "
    r"(?:assist|help|translate|fulfil|comply|provide|summari[sz]e|continue|do that|create|generate)"
    r"|as an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|(?:maaf|mohon maaf)\b[^.!?]{0,30}\bsaya tidak (?:bisa|dapat)\b",
    re.IGNORECASE,
)
_SAID_SO = re.compile(r"\b(?:maaf|sesal|menyesal|tidak|tak|nggak|enggak|gak|ai|kecerdasan buatan)\b", re.IGNORECASE)


def refuses(answer: str, source: str = "") -> bool:
    """Whether an answer is a refusal; what the source says itself ("Maaf, saya tidak bisa...") is a translation."""
    return bool(_REFUSAL.match(answer.strip(" \"'“‘*"))) and not _SAID_SO.search(source)
