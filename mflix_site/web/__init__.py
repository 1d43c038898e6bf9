"""What all apps share towards the browser."""
