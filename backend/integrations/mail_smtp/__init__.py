"""Mail by SMTP, with a folder as its local twin."""
