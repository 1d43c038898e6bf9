"""The API of MongoDB's sample client in Next.js: `/api/movies`."""
