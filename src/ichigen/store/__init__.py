"""Django models, migrations and the SQL that matters, one module per aggregate."""
