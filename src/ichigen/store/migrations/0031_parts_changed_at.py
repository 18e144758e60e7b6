"""When what a listing is made of was last changed: goods that left before that are judged by what they took."""

from django.db import migrations, models

FROM_THE_HISTORY = """
update store_listing l set parts_changed_at = x.at
from (
  select subject_id, max(at) as at from store_auditlog
  where subject = 'listing' and action in ('listing.bind', 'listing.unbind') group by subject_id
) x where l.id = x.subject_id
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0030_leaner_intake")]

    operations = [
        migrations.AddField("listing", "parts_changed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(FROM_THE_HISTORY, migrations.RunSQL.noop),
    ]
