"""The database `state.db`: schema, migrations, typed reads and writes."""
