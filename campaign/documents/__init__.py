"""The text of attachments, whatever their format."""
