"""Reports: documents asked for, made later, downloaded."""
