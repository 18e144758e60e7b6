"""CSV files that people brought in, row by row: what was read, what it would do, what was done and undone."""

from django.conf import settings
from django.db import models

from ichigen.store.hot import run
from ichigen.store.operations import Operation

#: Rows first: they are many, and nothing else points to them.
FORGET_ROWS = """
delete from store_csvrow r using store_csvimport i
where i.id = r.csv_import_id and i.created_at < now() - make_interval(days => %(days)s)
  and i.state not in ('reading', 'applying', 'undoing')
"""

FORGET = """
delete from store_csvimport i where i.created_at < now() - make_interval(days => %(days)s)
  and i.state not in ('reading', 'applying', 'undoing')
  and not exists (select from store_csvrow r where r.csv_import_id = i.id)
"""


class CsvImport(models.Model):
    """One file. `content` holds its bytes until they are rows; `refusal` says why it could not be read.

    `options`: location_id, reason, empty_clears; `policy`: what happens to the good rows when others are not.
    `operation`: the long job that works on it now or worked on it last. `counts`: rows by verdict, and by outcome.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", "商品"
        COUNT = "count", "在庫 (数えた数)"
        DELTA = "delta", "在庫 (増減)"

    class State(models.TextChoices):
        READING = "reading", "読み取り中"
        REFUSED = "refused", "読めません"
        CHECKED = "checked", "確認待ち"
        APPLYING = "applying", "取込中"
        APPLIED = "applied", "取込済み"
        UNDOING = "undoing", "取消中"
        UNDONE = "undone", "取消済み"
        DROPPED = "dropped", "取りやめ"

    class Policy(models.TextChoices):
        GOOD = "good", "正しい行だけ取り込む"
        ALL = "all", "1 行でもエラーがあれば何も取り込まない"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    filename = models.CharField(max_length=200)
    encoding = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(default=b"")
    options = models.JSONField(default=dict)
    ignored = models.JSONField(default=list)
    refusal = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    policy = models.CharField(max_length=4, choices=Policy.choices, blank=True)
    counts = models.JSONField(default=dict)
    operation = models.ForeignKey(Operation, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)


class CsvRow(models.Model):
    """One row. `key` names the SKU (and location) it is about, so that a second row of the same is found.

    `before`/`after`: what it would change; `done`: what it did change, which is what undoing puts back. `problems`: each
    {"fault", "column", "value", "detail"}, of the file, or of why it was not applied or undone.
    """

    class Outcome(models.TextChoices):
        NONE = "", "未処理"
        APPLIED = "applied", "取込済み"
        FAILED = "failed", "取り込めず"
        UNDONE = "undone", "取消済み"
        KEPT = "kept", "戻せず"

    csv_import = models.ForeignKey(CsvImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.IntegerField()
    cells = models.JSONField(default=dict)
    code = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=240, blank=True)
    verdict = models.CharField(max_length=10)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    done = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("csv_import", "line"), name="csvrow_line"),)
        indexes = (
            models.Index(fields=("csv_import", "verdict", "line"), name="csvrow_verdict"),
            models.Index(fields=("csv_import", "outcome", "line"), name="csvrow_outcome"),
            models.Index(fields=("csv_import", "key"), name="csvrow_key"),
        )


def forget_imports(days: int) -> None:
    """Remove files older than this that nothing works on, with their rows. They cannot be undone any more then."""
    run(FORGET_ROWS, {"days": days})
    run(FORGET, {"days": days})
