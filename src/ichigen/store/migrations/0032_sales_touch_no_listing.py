"""What a sale changes of a listing is told by its SKU, which the ledger moves at the same time (ADR 0016).

Intake sets the expected number and none of the columns named here, so the time of the listing, which an index holds, stays as it is and
the row is rewritten in its own page. Everything else that changes an expected number sets one of them beside it.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("ichigen.store.migrations.0016_public_api").TRIGGERS
START = BEFORE.index("create trigger listing_touched")
AS_IT_WAS = BEFORE[START : BEFORE.index(";", START) + 1]
NAMED = "desired_quantity, expected_low, expected_quantity,\n  seen_quantity"
NOW = AS_IT_WAS.replace(NAMED, "desired_quantity, sent_at,\n  seen_quantity", 1)
DROP = "drop trigger listing_touched on store_listing;"


class Migration(migrations.Migration):
    dependencies = [("store", "0031_parts_changed_at")]

    operations = [migrations.RunSQL(DROP + NOW, DROP + AS_IT_WAS)]
