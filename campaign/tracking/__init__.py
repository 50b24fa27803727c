"""Following requests: what to fetch, fetching it, and storing what came."""
