"""From stored text to suggested codes with evidence."""
