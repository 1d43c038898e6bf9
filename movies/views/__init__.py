"""The pages of films, composed of what every app has to say of them."""
