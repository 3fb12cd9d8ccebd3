"""Korean for generated sentences: particles that fit the word before them, and money as people write it."""

from __future__ import annotations

MAN = 10_000
EOK = 100_000_000
FIRST_SYLLABLE, LAST_SYLLABLE = "가", "힣"
# Endings of what is not Hangul, by how it is read aloud: 1, 3, 6, 7, 8, 0 and L, M, N, R close with a consonant.
CLOSED_SIGNS = set("136780LMNRlmnr")


def particle(word: str, closed: str, opened: str) -> str:
    """`word` with the particle its last sound asks for: particle("시흥시", "은", "는") → 시흥시는."""
    last = next((sign for sign in reversed(word) if sign.isalnum()), "")
    return f"{word}{closed if _is_closed(last) else opened}"


def _is_closed(sign: str) -> bool:
    if FIRST_SYLLABLE <= sign <= LAST_SYLLABLE:
        return (ord(sign) - ord(FIRST_SYLLABLE)) % 28 != 0
    return sign in CLOSED_SIGNS


def subject(word: str) -> str:
    return particle(word, "이", "가")


def topic(word: str) -> str:
    return particle(word, "은", "는")


def thing(word: str) -> str:
    return particle(word, "을", "를")


def money(amount_krw: int, form: int = 0) -> str:
    """An exact amount in one of four customary forms; one that cannot say it exactly gives way to the first."""
    eok, man = divmod(amount_krw // MAN, EOK // MAN)
    if form == 1 and man and man % 1000 == 0:
        return f"{eok}억{man // 1000}천만원" if eok else f"{man // 1000}천만원"
    if form == 2 and eok and man % 1000 == 0 and man:
        return f"{eok}.{man // 1000}억 원"
    if form == 3:
        return f"{amount_krw // 1_000_000:,}백만 원"
    parts = [f"{eok:,}억"] * bool(eok) + [f"{man:,}만"] * bool(man)
    return f"{' '.join(parts)} 원"
