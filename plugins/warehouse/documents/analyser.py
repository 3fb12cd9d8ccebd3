"""The Korean morphological analyser, loaded once per process and told a few words of the domain."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

# Words of the domain that the general model splits in odd places.
_WORDS = (
    "디지털트윈",
    "스마트시티",
    "스마트폴",
    "스마트팜",
    "메타버스",
    "빅데이터",
    "클라우드",
    "챗봇",
    "키오스크",
    "와이파이",
    "공공와이파이",
    "고도화",
    "관제센터",
    "통합플랫폼",
    "스마트빌리지",
    "실증",
    "사물인터넷",
    "단말",
    "예경보",
    "알림톡",
    "스마트워치",
    "안부전화",
    "이착륙장",
    "바닥신호등",
    "지역화폐",
    "마이데이터",
)
MAXIMUM_SENTENCE = 1500


@cache
def load_analyser() -> Kiwi:
    """The analyser; loading takes seconds, so it happens once."""
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    for word in _WORDS:
        kiwi.add_user_word(word, "NNG")
    return kiwi


def tokens(text: str) -> list[Any]:
    """Morphemes of a sentence with their spans; over-long sentences are noise and give none."""
    if len(text) > MAXIMUM_SENTENCE:
        return []
    return list(load_analyser().tokenize(text))
