"""How one initiative is called at each stage: reworded, abbreviated, respaced, as offices do it."""

from __future__ import annotations

from random import Random

from warehouse.sample.world import Initiative

SWAPS = (
    ("인공지능", "AI"),
    ("사물인터넷", "IoT"),
    ("시스템", "체계"),
    ("디지털트윈", "디지털 트윈"),
    ("스마트 ", "스마트"),
    ("서비스", "사업"),
    ("고도화", "기능개선"),
    ("플랫폼", "통합플랫폼"),
    ("구축", "조성"),
)
WORKS = ("구축", "고도화", "도입", "설치", "조성", "보급", "확충", "운영", "개발", "교체")


def announced_name(one: Initiative) -> str:
    """In a release: the plain name, sometimes the office's other one, sometimes without the kind of work."""
    draw = one.chance("announced name")
    name = draw.choice((one.kind.name, one.kind.name, one.kind.other_name))
    return _without_work(name) if draw.random() < 0.25 else name


def follow_up_name(one: Initiative) -> str:
    """In a later article: what the first one did not call it."""
    first = announced_name(one)
    return one.kind.other_name if first.startswith(_without_work(one.kind.name)) else one.kind.name


def budget_name(one: Initiative) -> str:
    """In the budget: often without any blank, sometimes shortened, sometimes with the funding in brackets."""
    draw = one.chance("budget name")
    name = draw.choice((one.kind.name, one.kind.other_name, _without_work(one.kind.name)))
    name = _swap(name, draw, 0.5)
    if draw.random() < 0.12:
        name += draw.choice(("(국비)", "(보조)", "(자체)", " 사업"))
    return name.replace(" ", "") if draw.random() < 0.62 else name


def order_name(one: Initiative) -> str:
    """In the order plan: year and town in front, the form of contract behind."""
    draw = one.chance("order name")
    name = _swap(draw.choice((one.kind.name, one.kind.other_name)), draw, 0.3)
    front = draw.choice(("", f"{one.fiscal_year}년 ", f"{_town(one)} ", f"{one.fiscal_year}년 {_town(one)} "))
    return f"{front}{name}{draw.choice(('', ' 용역', ' 사업', ' 제조 및 설치'))}"


def pre_notice_name(one: Initiative) -> str:
    """In the pre-notice: mostly the order plan's name, the blanks set differently."""
    draw = one.chance("pre-notice name")
    name = order_name(one)
    return name.replace(" 시스템", "시스템").replace(" 플랫폼", "플랫폼") if draw.random() < 0.5 else name


def tender_name(one: Initiative) -> str:
    """In the tender: the pre-notice's name, sometimes with the round or the supervision lot in brackets."""
    draw = one.chance("tender name")
    name = pre_notice_name(one)
    if draw.random() < 0.3:
        name = f"{_town(one)} {one.kind.other_name} 용역" if _town(one) not in name else name
    return f"{name}{draw.choice(('', '', '', '(1차)', '(긴급)', ' [재공고]' if draw.random() < 0.3 else ''))}"


def contract_name(one: Initiative) -> str:
    """In the contract: as tendered, or short."""
    draw = one.chance("contract name")
    name = tender_name(one).replace("(긴급)", "").replace(" [재공고]", "")
    return f"{one.kind.other_name} 용역" if draw.random() < 0.2 else name


def _town(one: Initiative) -> str:
    return one.government_on(one.ordered_on).short_name


def _without_work(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return first if last in WORKS and first else name


def _swap(name: str, draw: Random, probability: float) -> str:
    """One customary replacement, where the name has it."""
    possible = [(old, new) for old, new in SWAPS if old in name and new not in name]
    if not possible or draw.random() > probability:
        return name
    old, new = draw.choice(possible)
    return name.replace(old, new, 1)
