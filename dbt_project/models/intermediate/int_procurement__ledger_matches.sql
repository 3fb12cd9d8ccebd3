-- Contracts that stand both in 나라장터 and in the government's own books: same place, same amount, within a month, and
-- the same name or supplier. Such a contract counts once, as 나라장터 states it.
with contracts as (

    select * from {{ ref('int_procurement__placed') }}
    where procurement_kind = 'contract'
        and region_code is not null
        and amount_krw is not null

)

select
    ledger.source_number as contract_ledger_number,
    exchange.source_number as contract_number
from contracts as ledger
inner join contracts as exchange
    on exchange.region_code = ledger.region_code
    and exchange.amount_krw = ledger.amount_krw
    and exchange.register_name = 'g2b'
    and abs({{ days_between('exchange.stated_on', 'ledger.stated_on') }}) <= 31
    and (
        {{ squashed('exchange.name') }} = {{ squashed('ledger.name') }}
        or {{ squashed('exchange.supplier_name') }} = {{ squashed('ledger.supplier_name') }}
    )
where ledger.register_name = 'lofin365'
qualify row_number() over (
    partition by ledger.source_number
    order by
        {{ squashed('exchange.name') }} = {{ squashed('ledger.name') }} desc,
        abs({{ days_between('exchange.stated_on', 'ledger.stated_on') }}),
        exchange.source_number
) = 1
