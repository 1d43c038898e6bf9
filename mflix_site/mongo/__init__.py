"""Access to MongoDB: the only package that imports PyMongo's client."""
