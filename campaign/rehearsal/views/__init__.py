"""What answers each address of the practice site; importing a module registers its addresses."""
