"""What kind of line a line is: menu, weather, date, byline, caption, label of a teaser list, copyright or prose."""

from __future__ import annotations

import re

from warehouse.documents.witness import squeeze

# Labels that open lists of other articles, comments or tools after an article. Collected from public Korean
# news pages and municipal boards (2026-11); a label is a short line of its own.
_TEASER_LABEL = re.compile(
    r"^(?:icon)?\W{0,4}(?:"
    r"많이\s?(?:본|읽|찾)|가장 많이 (?:본|읽)|댓글\s?많은|추천\s?많은|최신\s?(?:기사|뉴스|순)|인기\s?(?:기사|뉴스|검색)|주요\s?(?:기사|뉴스)|"
    r"실시간\s?(?:뉴스|핫|인기|주요|랭킹)|핫\s?(?:이슈|클릭|뉴스|포토)|오늘의\s?(?:주요|핫|뉴스|이슈|추천)|"
    r"이\s?시각\s?(?:주요|많이|핫|헤드라인|관심)|지금\s?(?:뜨는|많이|이 뉴스)|놓칠 수 없는|당신이|당신을|"
    r"맞춤\s?(?:콘텐츠|뉴스|기사)|추천\s?(?:뉴스|기사|콘텐츠|영상|키워드|검색)|"
    r"섹션별|분야별 (?:인기|많이)|(?:관련|연관)\s?(?:기사|뉴스|키워드|링크|태그)|함께\s?(?:보면|볼|읽)|"
    r"이전\s?(?:기사|글)|다음\s?(?:기사|글)|포토\s?(?:뉴스|슬라이드|갤러리)|영상\s?뉴스|동영상 뉴스|베스트\s?(?:클릭|뉴스|댓글)|"
    r"(?:전체|기사|뉴스)?\s?댓글|나도\s?한\s?마디|네티즌\s?의견|독자\s?의견|의견\s?쓰기|(?:TOP|HOT|BEST|PHOTO|NEWS)\s?(?:TODAY|NEWS|CLICK|ISSUE|포토|뉴스)|"
    r"랭킹\s?뉴스|조회\s?순|뉴스\s?랭킹|기획\s?특집|오피니언 더보기|키워드$|태그$|관련태그|SNS\s?(?:기사|공유)|"
    r"(?:\S{2,5}\s?)?기자의?\s?(?:다른|최신|기사)|다른\s?기사|이\s?기자의|이 기사를? (?:추천|후원|공유)|좋아요|구독|뉴스레터|"
    r"다른 곳에 퍼가실|첨부\s?파일|담당\s?부서|이 누리집|만족도|페이지\s?만족|공공누리|목록\s?바로가기|위로\s?가기|모바일 버전|"
    r"(?:웹사이트|홈페이지|연락처|문의처?|보도자료\s?문의|담당자|뉴스\s?출처|출처)\s?(?:[:：]|$)|네이버|카카오|채널\s?구독|유튜브|제보|독자제보|뉴스제보|후원하기|광고\s?문의|회사\s?소개|개인정보|청소년"
    r")"
)
# Labels of tools and of a release's head; before the text they are no end of anything.
_TOOL_LABEL = re.compile(
    r"^\W{0,4}(?:(?:전체|기사|뉴스)?\s?댓글|좋아요|구독|뉴스레터|SNS|네이버|카카오|채널|유튜브|첨부\s?파일|담당\s?(?:부서|자)|이 기사를?|추천|목록|공공누리|제보|키워드|관련\s?(?:키워드|태그)|연락처|문의|출처|홈페이지|만족도|회사\s?소개|포토|동영상|영상)"
)
# Sections that name a desk or topic; followed by 더보기 they open a teaser list.
_MORE = re.compile(r"^(?:더\s?보기|more|전체보기|\+)$|더\s?보기\s*[>+]?$", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"무단\s?(?:전재|복제|배포|사용|도용|전제)|저작권자|copyright|all rights? reserved|재배포\s?금지|배포\s?금지|저작권은",
    re.IGNORECASE,
)
_WEATHER = re.compile(
    r"-?\d{1,2}(?:\.\d)?\s?(?:℃|°C|도C)|기상청 제공|미세먼지\s?(?:좋음|보통|나쁨)$"
    r"|^\W{0,3}(?:코스피|코스닥|KOSPI|KOSDAQ|다우|나스닥|S&P|니케이|닛케이|항셍|상하이|원\s?/\s?달러|달러\s?/\s?원|환율|WTI|두바이유|비트코인|금값|국고채)[^가-힣]{0,12}\d[\d,.]*"
)
_CHROME_EXACT = frozenset(
    """본문 바로가기|본문바로가기|본문 내용 바로가기|메뉴 바로가기|주메뉴 바로가기|메뉴바로가기|기사 메일전송|기사메일전송|기사수정|글자크기 설정|글자 크기|
    글자크기|검색창 열기|검색창 닫기|검색|닫기|열기|인쇄|인쇄하기|프린트|목록|목록 바로가기|공유|공유하기|스크랩|북마크|로그인|회원가입|상단여백|하단여백|
    bar_progress|AD|광고|ad|가|가가|가+|가-|+|-|T|불러오는 중...|불러오는 중|뉴스듣기|언어변환 숏뉴스|언어변환|숏뉴스|본문듣기|기사듣기|음성듣기|상태바|
    페이스북|트위터|카카오톡|카카오스토리|네이버밴드|네이버블로그|밴드|이메일|URL복사|URL 복사|주소복사|링크복사|기사공유하기|기사원문|기사원문보기|SNS|
    이 기사를 공유합니다|기사저장|폰트크기|크게|작게|보통|기본|가장작게|가장크게|본문 글씨 키우기|본문 글씨 줄이기|바로가기|복사하기|다른 공유 찾기|
    메일|문자|홈|HOME|전체메뉴|메뉴|전체기사|이전|다음|좋아요|댓글|0|1|2|3|PC버전|모바일버전|관련사진|사진|image|이미지|기사입력|승인|입력|수정|제목|내용|작성자|
    정치·경제|사회|경제|정치|문화|라이프·문화|지방자치|지역|전국|스포츠|연예|오피니언|국제|산업|IT|종합|행정|자치|뉴스|핫이슈|TOP|상단으로""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)
_CHROME_SENTENCE = re.compile(
    r"로그인|회원가입|구독하|기사 본문을 확인|쿠키|자바스크립트|javascript|브라우저|클릭하|의견을 등록|게시물이 없|"
    r"등록된 댓글|비밀번호|입력해|고유 링크|출처로 사용|AI 요약|알림을? (?:받|설정)|앱에서 보|무료로|이벤트 참여|채널에서|채널을|만나보세요|"
    r"로봇이 아|기사를 공유|음성으로|음성 변환|글자 크기 (?:변경|조절)|요약봇|번역|(?:트위터|페이스북|밴드|카카오톡|카카오스토리|블로그)(?:으로|로)\s?(?:공유|보내기)|URL\s?복사|소요$",
    re.IGNORECASE,
)
DATE_TEXT = re.compile(
    r"(?<!\d)(20[0-3]\d|19[89]\d)\s?[-./년]\s?(0?[1-9]|1[0-2])\s?[-./월]\s?(0?[1-9]|[12]\d|3[01])(?!\d)(?!\s?주)\s?일?\.?"
)
_DATE_LABEL = re.compile(
    r"(?:기사)?\s?(?:등록|입력|승인|송고|작성|게재|발행|최종|수정|게시|업데이트|보도|배포|작성일|등록일|일시)",
    re.IGNORECASE,
)
# '작성일 19-05-01 21:17', as bulletin boards stamp what is put up.
_SHORT_DATE = re.compile(
    r"(?:작성일?|등록일?|입력일?|게시일?|승인|날짜|일자|작성일시)\s?[:：]?\s?(\d\d)[-./](0[1-9]|1[0-2])[-./](0[1-9]|[12]\d|3[01])(?!\d)"
)
# The newspaper's own registration ('등록번호 서울아01234 등록일 2010.05.04').
_IMPRINT = re.compile(
    r"등록번호|발행\s?[·및]?\s?편집인|발행인|편집인|청소년보호책임자|사업자\s?(?:등록)?번호|제호\s?[:：]"
)
_SHORT_STAMP = re.compile(r"^\W{0,3}\d{2}[./]\d{2}[./]\d{2}\s?\d{2}:\d{2}")
_SENTENCE_END = re.compile(r"(?:다|요|까|죠|음|함|됨|임)[.!?]|다[\"”'’]?\s*$|다[.][\"”'’)\]]?\s*$")
_FULL_STOP = re.compile(r"(?:다|요|까|죠|음|함|됨|임)[\"”'’)]{0,2}[.!?](?:\s|[\"”'’)\]]|$|[가-힣])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{2,40}@[A-Za-z0-9-]{2,30}\.[A-Za-z.]{2,12}")
_REPORTER = re.compile(
    r"[가-힣]{2,4}\s?(?:선임|수습|인턴|전문|객원|시민|취재|대|편집|본부)?\s?(?:기자|특파원|리포터|논설위원|PD|통신원)\b|기자\s*[=|]?"
)
_IMAGE = re.compile(r"^!\[|^\[?(?:사진|이미지|image|그래픽)\s?\d*\]?$|\.(?:jpg|png|gif|jpeg)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"[\[(<]\s?(?:사진|자료|제공|이미지|그래픽|출처|그림|포스터)\s?[=:ⓒ©/.·]?|(?:사진|자료|이미지|그래픽)\s?(?:[=:/ⓒ©]|제공)|[/=]\s?[가-힣A-Z·]{2,12}\s?제공|"
    r"ⓒ|©|제공\s?[\])]\s*$|(?:자료|청사)?\s?사진\s?[\])]|DB\s?[\])]|DB$|뉴스DB"
)
_CAPTION_NOUN = re.compile(
    r"(?:모습|전경|조감도|화면|예시|캡처|캡쳐|로고|청사|포스터|홍보물|사진|기념촬영|구성도|개념도|위치도|안내도|이미지|장면|현장|시장|군수|구청장|도지사|시청|군청|구청|도청)"
    r"[.\s]*(?:[\[(<].{0,40}[\])>])?\s*\|?$"
)
_BULLET_START = re.compile(
    r"^\s*(?:[▲△▷▶►▸◆◇■□●○◦☐☞※ㅇo*❍◎❏❑➊-➓①-⑳]|[-–]\s|[·•]\s|\d{1,2}[.)]\s|[가-하][.)]\s|[㈀-㈎])"
)
_NUMBERED_TEASER = re.compile(r"^\s*\d{1,2}[.)]?\s+\S")


def is_chrome(line: str) -> bool:
    """Menus, buttons, counters and notices of the site."""
    text = squeeze(line).strip("·• |>-")
    if not text or text in _CHROME_EXACT:
        return True
    if len(text) <= 3 and not re.search(r"[가-힣]{2}", text):
        return True
    if re.search(r"단위\s?[:：]", text):
        return False
    if text.startswith(("HOME ", "홈 ", "Home ")) or (
        " > " in text and len(text) < 60 and not _SENTENCE_END.search(text)
    ):
        return True
    if is_menu(text) or is_advertisement(text):
        return True
    return (
        len(text) < 120 and bool(_CHROME_SENTENCE.search(text)) and not re.search(r"했다|한다|밝혔|된다|이다\.", text)
    )


_MENU_WORD = re.compile(
    r"(?:정치|경제|사회|문화|스포츠|연예|오피니언|국제|세계|산업|전국|지역|생활|과학|기술|교육|사설|칼럼|포토|영상|뉴스|종합|행정|자치|인물|건강|날씨|홈|기획|특집|"
    r"부동산|증권|금융|라이프|여행|전자민원|종합민원|민원|시민참여|소통참여|소통|참여|정보공개|행정정보|분야별\s?정보|우리(?:시|도|군|구)\s?소개|[시도군구]정\s?소식|새소식|공지사항|고시공고|보도자료|보도·해명자료|생활정보|복지|관광|문화관광|랭킹|기사보관함|로그인|회원가입|구독신청|구독|검색|전체메뉴|전체기사|로그아웃|마이페이지|사이트맵|기사제보|제보|지면보기|PDF|English)"
)


def is_menu(text: str) -> bool:
    """Three or more names of sections and nothing else ('정치 경제 사회 문화')."""
    if len(text) > 120:
        return False
    words = [word for word in re.split(r"[\s|·/,>]+", text) if word]
    return len(words) >= 3 and sum(bool(_MENU_WORD.fullmatch(word)) for word in words) >= 0.75 * len(words)


_ADVERTISEMENT = re.compile(
    r"^\W{0,3}(?:관련\s?|파워\s?|제휴\s?)?(?:광고|협찬|스폰서|AD|Sponsored|PR)\W|^\W{0,3}광고\s?$"
    r"|(?:렌탈|가입|구독|요금제|보험|대출|최저가|특가|무료배송|이벤트)[^.]{0,20}\d[\d,]*\s?원|월\s?\d{1,3},\d{3}\s?원\s?(?:부터|~|!)?$"
)


def is_advertisement(text: str) -> bool:
    """A short line without a sentence that offers something for sale."""
    return len(text) < 70 and bool(_ADVERTISEMENT.search(text)) and not _SENTENCE_END.search(text)


def is_breadcrumb(line: str) -> bool:
    """A path of sections or an issue's line ('웹진 | 5월호 | 현장'), which is no headline."""
    parts = [part.strip() for part in re.split(r"\s[|>]\s", squeeze(line))]
    return len(parts) >= 3 and all(len(part) <= 20 for part in parts)


def is_weather(line: str) -> bool:
    """A line of the weather or market widget."""
    return len(line) < 40 and bool(_WEATHER.search(line))


def is_teaser_label(line: str) -> bool:
    """A short line that opens a list of other articles or the comments."""
    text = squeeze(line)
    if not text or len(text) > 45 or _SENTENCE_END.search(text):
        return False
    return bool(_TEASER_LABEL.search(text.lstrip("·•[<■▶▲◆ ")))


def is_more(line: str) -> bool:
    """더보기 and its like."""
    return len(line) < 30 and bool(_MORE.search(squeeze(line)))


def is_copyright(line: str) -> bool:
    """The copyright notice."""
    return len(line) < 250 and bool(_COPYRIGHT.search(line))


def is_short_stamp(line: str) -> bool:
    """A two-digit-year time stamp, as lists of other articles print it."""
    return bool(_SHORT_STAMP.match(line.strip()))


def is_byline(line: str) -> bool:
    """A reporter's name, address or the article's date on a line of its own."""
    text = squeeze(line)
    if len(text) > 120 or (len(text) > 45 and _SENTENCE_END.search(text)):
        return False
    if _REPORTER.search(text) and len(text) < 60 and not re.search(r"[다]\.", text):
        return True
    if _EMAIL.search(text) and len(text) < 80 and not re.search(r"[다]\.", text):
        return True
    return is_date_line(text)


def is_date_line(line: str) -> bool:
    """A line that holds a date and little else."""
    text = squeeze(line)
    if is_imprint(text):
        return False
    if short_date(text) and len(text) <= 60:
        return True
    found = DATE_TEXT.search(text)
    if not found or len(text) > 90 or re.search(r"다\.", text):
        return False
    rest = _DATE_LABEL.sub("", _EMAIL.sub("", text.replace(found.group(0), "", 1)))
    rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?|[\W\d_]|오전|오후|[월화수목금토일]요?일?", "", rest)
    return len(rest) <= 14


def has_date_label(line: str) -> bool:
    """등록, 입력, 승인 and their like stand on the line, which is not the newspaper's imprint."""
    return bool(_DATE_LABEL.search(line)) and not is_imprint(line)


def is_imprint(line: str) -> bool:
    """Who publishes the newspaper, under which number and since when."""
    return bool(_IMPRINT.search(line))


def short_date(line: str) -> tuple[int, int, int] | None:
    """Year, month and day of a labelled date with two digits for the year."""
    match = _SHORT_DATE.search(line)
    return (2000 + int(match.group(1)), int(match.group(2)), int(match.group(3))) if match else None


def is_image(line: str) -> bool:
    """The trace of a picture."""
    return bool(_IMAGE.search(line.strip())) and len(line) < 200


def is_caption(line: str) -> bool:
    """A picture's caption: a credit, or a short phrase that names what a picture shows."""
    text = squeeze(line)
    if len(text) > 220:
        return False
    if (
        _CREDIT.search(text)
        and len(re.findall(r"다[.]", text)) <= 2
        and not re.match(r"[\[(<]?\s?(?:사진|자료)?\s?[^\]]{0,30}기자", text)
    ):
        return not _COPYRIGHT.search(text) and not re.search(r"(?:고|라고)\s?[0-9]{0,2}일?\s?(?:밝혔|말했)", text)
    return len(text) < 60 and bool(_CAPTION_NOUN.search(text)) and not _SENTENCE_END.search(text) and "," not in text


def is_bullet(line: str) -> bool:
    """A line that starts with a list mark."""
    return bool(_BULLET_START.match(line))


def is_numbered(line: str) -> bool:
    """A line that starts with a number, as ranked teasers do."""
    return bool(_NUMBERED_TEASER.match(line))


def is_prose(line: str) -> bool:
    """A line with at least one finished sentence, or a long unfinished one."""
    text = squeeze(line)
    if len(text) >= 18 and _FULL_STOP.search(text):
        return True
    return len(text) >= 90 or (len(text) >= 70 and bool(_SENTENCE_END.search(text)))


def ends_cut(line: str) -> bool:
    """A line cut by the page with dots, as teasers are."""
    return bool(re.search(r"(?:\.{2,}|…)\s*$", line))


def has_sentence_end(line: str) -> bool:
    """A finished sentence is on the line."""
    return bool(_SENTENCE_END.search(line))


def has_full_stop(line: str) -> bool:
    """A sentence that ends in a full stop is on the line; headlines have none."""
    return bool(_FULL_STOP.search(line))


def is_tool_label(line: str) -> bool:
    """A label of the page's tools, as they stand above an article as well as below it."""
    return bool(_TOOL_LABEL.search(squeeze(line).lstrip("·•[<■▶▲◆ ")))
