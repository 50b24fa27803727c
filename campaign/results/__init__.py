"""What people see: the Datasette plugin and the published database."""
