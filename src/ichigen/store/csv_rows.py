"""The statements of a CSV import: rows in bulk, by their ids."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ichigen.domain.json import Json, JsonObject
from ichigen.store.hot import run, stage

JUDGE = """
update store_csvrow r set verdict = j.verdict, key = j.key, before = j.before, after = j.after, problems = j.problems
from unnest(%s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[], %s::jsonb[])
  j (id, verdict, key, before, after, problems)
where r.id = j.id
"""

SETTLE = """
update store_csvrow r set outcome = s.outcome, done = s.done, problems = s.problems
from unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[]) s (id, outcome, done, problems)
where r.id = s.id
"""

COUNTS = """
select verdict, count(*) from store_csvrow where csv_import_id = %(id)s group by verdict
union all
select outcome, count(*) from store_csvrow where csv_import_id = %(id)s and outcome <> '' group by outcome
"""

#: Fields of SKUs in one statement; a field that is not in `fields` stays as it is.
SET_FIELDS = """
update store_sku s set
  title = coalesce(f.fields ->> 'title', s.title), variant = coalesce(f.fields ->> 'variant', s.variant),
  horizontal = coalesce(f.fields ->> 'horizontal', s.horizontal), vertical = coalesce(f.fields ->> 'vertical', s.vertical),
  jan = coalesce(f.fields ->> 'jan', s.jan),
  price = case when f.fields ? 'price' then (f.fields ->> 'price')::int else s.price end,
  one_off = coalesce((f.fields ->> 'one_off')::boolean, s.one_off)
from unnest(%s::bigint[], %s::jsonb[]) f (id, fields) where s.id = f.id
"""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """What was found out about one row."""

    id: int
    verdict: str
    key: str
    before: JsonObject
    after: JsonObject
    problems: Sequence[JsonObject]


@dataclass(frozen=True, slots=True)
class SettledRow:
    """What happened to one row."""

    id: int
    outcome: str
    done: JsonObject
    problems: Sequence[JsonObject] = ()


def insert_rows(import_id: int, rows: Iterable[tuple[int, JsonObject, str, str, Sequence[JsonObject]]]) -> None:
    """COPY rows: line, cells, code, verdict, problems."""
    stage(
        "store_csvrow (csv_import_id, line, cells, code, verdict, problems, key, before, after, outcome, done)",
        (
            (import_id, line, dump(cells), code[:200], verdict, dump(problems), "", "{}", "{}", "", "{}")
            for line, cells, code, verdict, problems in rows
        ),
    )


def judge_rows(rows: Sequence[JudgedRow]) -> None:
    """Store verdicts."""
    run(
        JUDGE,
        (
            [row.id for row in rows],
            [row.verdict for row in rows],
            [row.key[:240] for row in rows],
            [dump(row.before) for row in rows],
            [dump(row.after) for row in rows],
            [dump(row.problems) for row in rows],
        ),
    )


def settle_rows(rows: Sequence[SettledRow]) -> None:
    """Store what was done."""
    run(
        SETTLE,
        (
            [row.id for row in rows],
            [row.outcome for row in rows],
            [dump(row.done) for row in rows],
            [dump(row.problems) for row in rows],
        ),
    )


def set_fields(changes: Sequence[tuple[int, JsonObject]]) -> None:
    """Set fields of SKUs whose rows the caller has locked."""
    run(SET_FIELDS, ([sku_id for sku_id, _ in changes], [dump(fields) for _, fields in changes]))


def count_rows(import_id: int) -> dict[str, int]:
    """Return how many rows have each verdict and each outcome."""
    return {str(name): int(n) for name, n in run(COUNTS, {"id": import_id})}


def dump(value: "Json | Sequence[JsonObject]") -> str:
    """JSON as the driver passes it to the server."""
    return json.dumps(value, ensure_ascii=False, default=dict)
