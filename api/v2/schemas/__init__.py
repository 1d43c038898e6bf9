"""What operations take and return, for validation and for the OpenAPI document."""
