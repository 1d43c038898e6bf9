"""Commands about lists, and those about all that members have."""
