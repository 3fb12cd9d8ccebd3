"""Every word of mails and pages in Korean and English; a missing one fails the test, not the reader."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.settings import Language

WORDS: dict[str, tuple[str, str]] = {
    # What and verdict
    "load": ("적재", "Load"),
    "release": ("릴리스", "Release"),
    "digest": ("하루 요약", "Daily digest"),
    "passed": ("통과", "passed"),
    "passed_with_warnings": ("통과(경고 있음)", "passed with warnings"),
    "waiting_for_approval": ("승인 대기", "waiting for approval"),
    "failed": ("실패", "failed"),
    "published": ("공개됨", "published"),
    "superseded": ("새 릴리스로 바뀜", "superseded"),
    "rolled_back": ("되돌려짐", "rolled back"),
    "building": ("만드는 중", "building"),
    "sample_short": ("표본", "sample"),
    "sample_banner": (
        "표본 데이터 – 지어낸 값입니다 / sample data – the values are made up",
        "sample data – the values are made up / 표본 데이터 – 지어낸 값입니다",
    ),
    # Verdict in a sentence: does anybody have to act?
    "act_passed": ("할 일이 없습니다.", "Nothing to do."),
    "act_passed_with_warnings": ("급하지 않으나 아래 경고를 살펴보세요.", "Not urgent; look at the warnings below."),
    "act_waiting_for_approval": (
        "Airflow의 Required Actions에서 승인하거나 거절해 주세요. 그동안 이전 릴리스가 계속 제공됩니다.",
        "Approve or reject it under Required Actions in Airflow; the last release serves meanwhile.",
    ),
    "act_failed_load": (
        "확인이 필요합니다. 이 적재의 행은 하나도 반영되지 않았고 이전 자료가 그대로 있습니다.",
        "Please act. None of this load's rows became visible; what was there before still is.",
    ),
    "act_failed_release": (
        "확인이 필요합니다. 공개되지 않았고 이전 릴리스가 계속 제공됩니다.",
        "Please act. Nothing was published; the last release keeps serving.",
    ),
    # Sections
    "summary": ("요약", "Summary"),
    "changes": ("지난번과 달라진 것", "What changed since the last one"),
    "failures": ("통과하지 못한 검사", "Checks that failed"),
    "quarantine": ("격리된 행", "Rows in quarantine"),
    "freshness": ("원천별 최신성", "Freshness of the sources"),
    "trend": ("추세", "Trend"),
    "links": ("바로 가기", "Links"),
    "error": ("무엇이 잘못되었나", "What went wrong"),
    "slowest": ("단계별 걸린 시간", "Time per step"),
    # Columns and labels
    "source": ("원천", "Source"),
    "table": ("표", "Table"),
    "before": ("지난번", "before"),
    "now": ("이번", "now"),
    "difference": ("차이", "change"),
    "rows": ("행", "rows"),
    "new": ("처음", "first time"),
    "interval": ("대상 기간", "Interval"),
    "started": ("시작", "Started"),
    "took": ("걸린 시간", "Took"),
    "verdict": ("판정", "Verdict"),
    "check": ("검사", "Check"),
    "severity": ("심각도", "Severity"),
    "critical": ("치명", "critical"),
    "warning": ("경고", "warning"),
    "info": ("참고", "info"),
    "owner": ("담당", "Owner"),
    "remedy": ("조치", "Remedy"),
    "failed_of": ("{failed:,}건 / 대상 {applied:,}건", "{failed:,} of {applied:,}"),
    "first_rows": ("실패한 행(최대 10개)", "Failing rows (ten at most)"),
    "reason": ("까닭", "Reason"),
    "record": ("원래 기록", "Original record"),
    "held_back": ("격리", "held back"),
    "waiting": ("처리 대기", "waiting"),
    "last_success": ("마지막 성공", "Last success"),
    "age": ("지난 시간", "Age"),
    "state": ("상태", "State"),
    "fresh": ("정상", "fresh"),
    "stale": ("오래됨", "stale"),
    "never": ("아직 없음", "never"),
    "drift": ("원천 형식 변화", "Source drift"),
    "approved_by": ("승인", "Approved by"),
    "checks_summary": (
        "통과 {passed:,} · 실패 {failed:,} · 해당 없음 {not_applicable:,}",
        "{passed:,} passed · {failed:,} failed · {not_applicable:,} not applicable",
    ),
    "checks": ("검사", "Checks"),
    "dag_run": ("Airflow 실행", "DAG run"),
    "quality_page": ("품질 화면", "Quality page"),
    "release_files": ("릴리스 파일", "Release files"),
    "html_report": ("보고서(HTML)", "Report (HTML)"),
    "dictionary": ("자료 사전", "Data dictionary"),
    "tasks_failed": (
        "실패한 단계: {}. 자세한 까닭은 Airflow 실행 기록에 있습니다.",
        "Failed step: {}. The log of the DAG run says why.",
    ),
    "alert": ("알림", "Alert"),
    "alert_resolved": ("해결됨", "resolved"),
    "act_alert": (
        "살펴봐 주세요. 해결될 때까지 같은 알림은 다시 보내지 않습니다.",
        "Please look. The same alert is not sent again until it is resolved.",
    ),
    "act_resolved": ("다시 정상입니다. 할 일이 없습니다.", "Back to normal; nothing to do."),
    "since": ("시작된 때", "Since"),
    "repeated": ("되풀이", "Repeated"),
    "no_changes": ("행 수가 같습니다.", "The row counts are the same."),
    "history_unreadable": (
        "PostgreSQL이 응답하지 않아 이력을 읽지 못했습니다.",
        "PostgreSQL did not answer, so there is no history in this mail.",
    ),
    "within_the_hour": ("1시간 이내", "within the hour"),
    "hours": ("{:.0f}시간", "{:.0f} h"),
    "days": ("{:.0f}일", "{:.0f} d"),
    "seconds": ("{:.1f}초", "{:.1f} s"),
    "trend_rows": ("적재된 행 수", "rows loaded"),
    "trend_release": ("마트 전체 행 수", "rows in all marts"),
    "trend_alt": (
        "추세 그림: 최근 {count}회, 처음 {first:,}행, 마지막 {last:,}행, 실패 {failed}회",
        "Trend: last {count}, first {first:,} rows, latest {last:,} rows, {failed} failed",
    ),
    "nothing": ("없음", "none"),
    "more": ("외 {count:,}건", "and {count:,} more"),
    "footer": (
        "이 편지는 적재나 릴리스가 끝날 때마다 자동으로 보냅니다. 바깥에서 온 글은 글자 그대로 보입니다.",
        "Sent after every load and every release. Text from outside is shown as plain text.",
    ),
    "loads_of_day": ("오늘의 적재", "Loads of the day"),
    "releases_of_day": ("오늘의 릴리스", "Releases of the day"),
    "unchanged": ("변화 없음", "unchanged"),
    # The report page of a release
    "page_title": ("지방자치단체 디지털 혁신 사업", "Digital initiatives of Korea's local governments"),
    "page_lead": (
        "누가 어떤 디지털 사업을 누구의 돈으로 얼마에 하는지, 발표가 예산과 집행으로 이어졌는지 보여 줍니다.",
        "Who does which digital initiative, with how much of whose money, and whether the money followed.",
    ),
    "other_language": ("English", "한국어"),
    "key_initiatives": ("사업", "initiatives"),
    "key_regions": ("사업이 있는 지자체", "local governments with initiatives"),
    "key_budget": ("{}년 디지털 예산(순계)", "digital budget {}, net"),
    "key_execution": ("{}년 집행률", "spent of the budget, {}"),
    "key_documents": ("근거 문서", "documents"),
    "key_suspect": ("바로잡은 금액", "amounts corrected"),
    "by_year": ("연도별 디지털 예산", "Digital budget by fiscal year"),
    "by_year_note": (
        "시도와 시군구 예산을 더하고 시도가 시군구에 준 돈은 한 번만 셉니다. 마지막 해는 {} 기준입니다.",
        "Provinces and municipalities together, money passed on counted once. The last year is as of {}.",
    ),
    "by_province": ("시도별 예산", "By province"),
    "map_note": ("칸의 색은 {}년 주민 1인당 예산입니다.", "Colour: budget per resident in {}."),
    "search_for": ("{} 사업 찾기", "find the initiatives of {}"),
    "per_resident": ("주민 1인당", "per resident"),
    "budget": ("예산", "budget"),
    "budget_net": ("관할 예산(순계)", "area budget, net"),
    "own_spent": ("본청 지출", "spent by the province itself"),
    "initiatives": ("사업", "initiatives"),
    "province": ("시도", "Province"),
    "technologies": ("기술별 사업 수", "Initiatives by technology"),
    "announced": ("발표된 금액", "Announced amounts"),
    "announced_note": (
        "기사와 보도자료에 적힌 금액입니다. 금액을 누르면 그 문장이 보입니다.",
        "Amounts as articles and press releases state them. Press an amount to see its sentence.",
    ),
    "amount": ("금액", "Amount"),
    "what": ("용도", "What for"),
    "region": ("지역", "Region"),
    "year": ("연도", "Year"),
    "suspect": ("오기로 보임 → {}", "misprint? → {}"),
    "claims": ("합계가 맞지 않는 발표", "Claims that do not add up"),
    "claims_note": (
        "문서가 적은 합계와 부분의 합이 다릅니다.",
        "The total a document states differs from the sum of its parts.",
    ),
    "stated": ("적힌 값", "stated"),
    "computed": ("계산한 값", "computed"),
    "find": ("사업 찾기", "Find an initiative"),
    "find_label": ("사업명, 지역, 기술", "Name, region or technology"),
    "find_hint": ("예: 챗봇 부산", "e.g. 챗봇 부산 (Korean names)"),
    "found": ("{count}건", "{count} found"),
    "shown_first": (
        "처음 {count}건만 보입니다. 더 좁혀 찾아 주세요.",
        "Only the first {count} are shown; narrow the search.",
    ),
    "left_out": (
        "이 보고서에는 근거가 많은 {shown:,}건만 들어 있습니다(전체 {all:,}건은 릴리스 파일에).",
        "This page carries the {shown:,} best-documented ones; all {all:,} are in the release files.",
    ),
    "name": ("사업명", "Name"),
    "technology": ("기술", "Technology"),
    "since_year": ("시기", "When"),
    "mentions": ("근거", "Evidence"),
    "about": ("자료의 출처", "Where the data come from"),
    "provider": ("제공", "Provider"),
    "covers": ("대상 기간", "Covers"),
    "witness": ("근거", "Evidence"),
    "close": ("닫기", "Close"),
    "record_key": ("원천 기록", "Source record"),
    "archive": ("보관 원문", "Archived answer"),
    "load_word": ("적재", "Load"),
    "line_word": ("{}째 줄", "line {}"),
    "spent": ("지출", "spent"),
    "all_of_region": ("큰 사업부터 {}개", "the {} largest lines"),
    "script_off": (
        "찾기와 근거 창은 자바스크립트가 켜져 있어야 열립니다. 표와 그림은 그대로 보입니다.",
        "Search and evidence need JavaScript; tables and charts do not.",
    ),
    "ledger": ("예산서", "budget ledger"),
    "document_word": ("문서", "document"),
    "status_in_progress": ("진행", "in progress"),
    "status_planned": ("계획", "planned"),
    "status_completed": ("완료", "completed"),
}

Speak = Callable[..., str]


def speaker(language: Language) -> Speak:
    """`say("rows")` in the language, with values filled in: `say("hours", 3)`."""
    index = 0 if language is Language.KO else 1

    def say(key: str, *values: object, **named: object) -> str:
        text = WORDS[key][index]
        return text.format(*values, **named) if values or named else text

    return say
