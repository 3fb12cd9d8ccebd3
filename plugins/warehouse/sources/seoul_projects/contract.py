"""Contract of 서울시 정보화사업 발주 정보 (a file, not an API)."""

from datetime import date
from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import number, text, won
from warehouse.sources.contract import Label, Licence, SourceContract, TableContract
from warehouse.sources.seoul_projects.fetch import fetch
from warehouse.sources.seoul_projects.parse import parse

TABLE = TableContract(
    name="seoul_projects",
    title=Label("서울시 정보화사업 발주계획", "Digital projects of Seoul"),
    key=("project_year", "file_name", "project_number"),
    maximum_rows=20_000,  # 1,067 in 2022
    fill_rates={"project_name": 0.99, "amount_krw": 0.9},
    options={"optional_fields": ("기관구분", "부서", "사업분야", "계약방법", "사업기간", "발주시기")},
    columns=(
        number("project_year", "=year", "연도", "Year of the list", required=True),
        text("file_name", "=file", "파일 이름", "File", required=True),
        text("project_number", "번호", "연번", "Number in the list", required=True),
        text("institution_kind_name", "기관구분", "기관구분", "Seoul, district or invested institution"),
        text("institution_name_raw", "기관명", "기관명", "Institution as written"),
        text("department_name", "부서", "부서", "Department"),
        text("project_name", "사업명", "사업명", "Project"),
        text("project_field_name", "사업분야", "사업분야", "Field"),
        won("amount_krw", "=amount", "사업비(원)", "Amount (won)"),
        text("amount_raw", "=amount_raw", "사업비(원문)", "Amount as written"),
        text("order_time_raw", "발주시기", "발주시기", "Time of order as written"),
        text("contract_method_name", "계약방법", "계약방법", "Contract method"),
        text("period_raw", "사업기간", "사업기간", "Period as written"),
    ),
)

CONTRACT = SourceContract(
    name="seoul_projects",
    title=Label("서울시 정보화사업 발주계획", "Digital projects of Seoul (file)"),
    provider=Label("서울특별시", "Seoul Metropolitan Government"),
    homepage="https://news.seoul.go.kr/gov",
    licence=Licence.FACTS_ONLY,  # no mark was found
    owner="initiative",
    schedule="0 6 20 * *",  # published once a year, with updates
    start_on=date(2015, 1, 1),
    tables=(TABLE,),
    fetch=fetch,
    parse=parse,
    default_interval=windows.fiscal_year(published_month=2),
    tags=("initiative", "seoul"),
    folder=Path(__file__).parent,
)
