"""What is to be sent, and that it is sent once."""
