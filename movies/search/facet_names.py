"""What people call the genres, countries, languages and certificates of a catalogue."""

from collections.abc import Iterator

from .keys import normalize

# Other names, by the value's own normalized name; its plural is added to each of a genre.
GENRES = {
    "sci fi": "science fiction, scifi, sf", "science fiction": "sci fi, scifi, sf",
    "romance": "romantic", "romantic": "romance", "comedy": "comic, funny",
    "animation": "animated, cartoon, anime", "animated": "animation, cartoon",
    "film noir": "noir", "noir": "film noir", "documentary": "documentaries, doc, non fiction",
    "biography": "biopic, biographical", "history": "historical", "historical": "history",
    "sport": "sports", "sports": "sport", "music": "music", "musical": "music", "horror": "scary",
    "family": "kids", "crime": "gangster", "mystery": "whodunit, detective",
    "thriller": "suspense", "suspense": "thriller", "superhero": "superheroes, super hero",
    "short": "short film", "silent": "silent film", "western": "cowboy", "war": "wartime",
}  # fmt: skip
COUNTRIES = {
    "usa": "us, america, american, united states, united states of america, hollywood",
    "uk": "united kingdom, britain, british, great britain, england", "france": "french",
    "germany": "german", "west germany": "german, west german",
    "east germany": "german, east german", "italy": "italian", "spain": "spanish",
    "japan": "japanese", "china": "chinese", "hong kong": "cantonese", "taiwan": "taiwanese",
    "south korea": "korea, korean, south korean", "north korea": "north korean",
    "india": "indian, bollywood", "russia": "russian", "soviet union": "soviet, ussr, russian",
    "poland": "polish", "czech republic": "czech",
    "czechoslovakia": "czech, czechoslovak, czechoslovakian", "hungary": "hungarian",
    "austria": "austrian", "switzerland": "swiss", "sweden": "swedish", "denmark": "danish",
    "norway": "norwegian", "finland": "finnish", "iceland": "icelandic",
    "netherlands": "dutch, holland", "belgium": "belgian", "ireland": "irish",
    "scotland": "scottish", "portugal": "portuguese", "greece": "greek", "turkey": "turkish",
    "romania": "romanian", "bulgaria": "bulgarian", "yugoslavia": "yugoslav, yugoslavian",
    "serbia": "serbian", "croatia": "croatian", "ukraine": "ukrainian", "israel": "israeli",
    "iran": "iranian, persian", "egypt": "egyptian", "morocco": "moroccan",
    "south africa": "south african", "nigeria": "nigerian, nollywood", "senegal": "senegalese",
    "canada": "canadian", "mexico": "mexican", "brazil": "brazilian",
    "argentina": "argentine, argentinian", "chile": "chilean", "colombia": "colombian",
    "cuba": "cuban", "peru": "peruvian", "australia": "australian, aussie",
    "new zealand": "kiwi, new zealander", "philippines": "filipino, philippine",
    "thailand": "thai", "vietnam": "vietnamese", "indonesia": "indonesian",
    "malaysia": "malaysian", "lebanon": "lebanese", "algeria": "algerian", "tunisia": "tunisian",
    "palestine": "palestinian", "pakistan": "pakistani", "estonia": "estonian",
    "latvia": "latvian", "lithuania": "lithuanian", "slovakia": "slovak", "slovenia": "slovenian",
}  # fmt: skip
LANGUAGES = {"mandarin": "chinese", "cantonese": "chinese", "persian": "farsi", "farsi": "persian"}
OTHER_NAMES = {"genre": GENRES, "country": COUNTRIES, "language": LANGUAGES, "rated": {}}
MIN_CERTIFICATE = 2  # a letter alone is a title


def facet_names(field: str, value: str) -> Iterator[str]:
    """Yield the compact names of a value; one is of several values if people call both so."""
    own = normalize(value)
    others = OTHER_NAMES[field].get(own, "")
    for name in filter(None, (own, *others.split(", "))):
        compact = name.replace(" ", "")
        if field == "rated":
            yield from (f"rated{compact}", f"{compact}rated")
        if field != "rated" or len(compact) >= MIN_CERTIFICATE:
            yield compact
        if field == "genre":
            yield f"{compact[:-1]}ies" if compact.endswith("y") else f"{compact}s"
