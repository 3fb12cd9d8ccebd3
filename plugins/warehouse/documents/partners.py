"""With whom and for whom an initiative is run, as the shortest phrase of the sentence that says it."""

from __future__ import annotations

import re

_PEOPLE = (
    r"(?:어르신|노인|고령자|장애인|취약계층|아동|어린이|청소년|학생|임산부|여성|청년|농업인|농가|소상공인|1인\s?가구|다문화가정|다문화|"
    r"시민|도민|군민|구민|주민|관광객|중소기업|제조기업|기업)"
)
_TARGET = re.compile(
    rf"([가-힣A-Za-z0-9·, ]{{0,24}}{_PEOPLE})(?:들)?(?:을|를|에게|에)?\s?(?:대상|위한|위해|에게|들에게|의)"
)
_PARTNER = re.compile(
    r"([가-힣A-Za-z0-9()·&, ]{2,40}?)(?P<with>와|과)의?\s(?:맺은\s|[‘'“\"][^‘’'“”\"]{3,60}?(?=업무협약|협약))?(?P<how>업무협약|협약|양해각서|손잡|손을|함께|공동|협력|협업)"
)
# Where the phrase before a partner or a target begins: behind a particle, an ending, a bracket or a connective.
_BREAK = re.compile(
    r".*(?:(?<=[가-힣])(?:은|는|이|가|을|를|에|에서|으로|로|에게|까지|부터|의)\s|(?:위해|통해|따라|위한|돼|되어|하고|하며|으며|해|한|하는|된|되는|던)\s|[()]\S{0,2}\s?|(?:^|\s)(?:및|또|또한|특히|이어|올해|내년|지난|오는|앞서|한편|현재)\s)"
)
_BODY = re.compile(
    r"(?:시|도|군|구|부|처|청|공사|공단|재단|진흥원|연구원|연구소|교육청|경찰서|소방서|병원|대학|대학교|대|학교|협회|조합|은행|그룹|텔레콤|전자|통신|"
    r"지자체|시군|기관|기업|업체|센터|협의회|[A-Z]{2,}\)?|㈜\S+)$"
)


def target_of(text: str) -> str | None:
    """The people or firms that the initiative is for."""
    match = _TARGET.search(text)
    return _short(match.group(1)) if match else None


def partner_of(text: str) -> str | None:
    """The bodies that take part: by agreement whoever is named, else only what is an organisation."""
    for match in _PARTNER.finditer(text):
        name = _short(match.group(1))
        by_contract = match.group("how") in ("업무협약", "협약", "양해각서", "손잡", "손을")
        if name and (_BODY.search(name) or (by_contract and not re.search(rf"{_PEOPLE}$", name))):
            return name
    return None


def _short(phrase: str) -> str | None:
    """The phrase behind the last particle or connective before it."""
    short = _BREAK.sub("", phrase).strip(" ,·&")
    short = re.sub(r"^(?:총|약|등|및)\s", "", short)
    return short if len(short) >= 2 and not short.isdigit() else None
