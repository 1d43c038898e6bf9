"""Operations of version 2, by resource, and what all of them share."""
