"""Views of accounts: a page or a form each."""
