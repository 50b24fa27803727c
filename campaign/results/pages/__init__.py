"""The pages: each gathers rows, makes a pure view of them, and gives it to a template."""
