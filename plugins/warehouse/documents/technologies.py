"""Technology codes of a phrase, by the cues of the warehouse's own taxonomy."""

from __future__ import annotations

import csv
import re
from functools import cache

from warehouse.errors import SettingsError
from warehouse.settings import PROJECT_ROOT

TAXONOMY_FILE = PROJECT_ROOT / "dbt_project" / "seeds" / "technology_taxonomy.csv"
# Words that make a phrase digital although no technology of the taxonomy is named. Domain vocabulary of Korean
# informatisation plans and national programmes, 2010-2026.
_DIGITAL = re.compile(
    r"(?<![A-Za-z])(?:AI|AX|AIoT|IoT|ICT|IT|SW|S/W|HW|DX|GIS|GPS|QR|VR|AR|XR|LTE|5G|6G|CCTV|CC|OTT|UAM|ITS|BIS|RFID|NFC|LED|API|LLM|RPA|APP|DB|SNS|IPTV|LoRa|K-?City|U-?City|WiFi|Wi-Fi|LX|DT|3D|S-?[A-Z][a-z]+|e[A-Z]\w+)(?![a-z])"
    r"|인공지능|지능형|지능정보|스마트|디지털|데이터|정보화|정보시스템|정보통신|온라인|비대면|모바일|메타버스|가상현실|증강현실|확장현실|블록체인|클라우드|드론|로봇|자율(?:주행|항행|운항|비행|차)|사물\s?인터넷|"
    r"센서|플랫폼|시스템|챗봇|키오스크|원격|자동화|무인|전산|앱|어플|애플리케이션|홈페이지|누리집|포털|전자|빅데이터|폐쇄회로|관제|와이파이|공간정보|트윈|알고리즘|생성형|초거대|반도체|소프트웨어|코딩|"
    r"네트워크|통신망|서버|보안|화상|영상분석|스피커|웨어러블|헬스케어|모니터링|실시간|전광판|단말|태블릿|사이버|e-|유비쿼터스|첨단|4차\s?산업|VR|교통카드|신호제어|시뮬레이션|예측|3차원|(?:알림|감시|센서|관제|배송|관측|예보|경보|측정)망|자동(?:측정|감지|제어|관측|차단|인식|급수|분석)|카메라|지역화폐|정보자원|초고속|가상|도시모델|영상|안내기|알리미|감지기|계측기|원격|전자칠판|말벗 인형|돌봄 인형|돌봄로봇"
)


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    try:
        with TAXONOMY_FILE.open(encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
    except OSError as error:
        raise SettingsError(
            f"The technology taxonomy {TAXONOMY_FILE.name} cannot be read.", remedy="Restore dbt_project/seeds."
        ) from error
    return tuple(
        (row["technology_code"], re.compile("|".join(_cue(cue) for cue in row["cues"].split("|")), re.IGNORECASE))
        for row in rows
    )


def _cue(cue: str) -> str:
    """A Latin cue stands alone among Latin letters; Korean cues may have a space between their parts."""
    if re.fullmatch(r"[A-Za-z0-9\-]+", cue):
        return rf"(?<![A-Za-z]){re.escape(cue)}(?![A-Za-z])"
    return r"\s?".join(re.escape(part) for part in cue.split(" "))


def technologies_of(text: str) -> tuple[str, ...]:
    """Codes whose cue stands in the text, in the taxonomy's order."""
    return tuple(code for code, pattern in _cues() if pattern.search(text))


def is_digital(text: str) -> bool:
    """The phrase has a digital element."""
    return bool(_DIGITAL.search(text)) or bool(technologies_of(text))
