"""What people read after a load: mails, pages, charts."""
