"""Titles as people say them: the query, then the title and the year of the film that is meant.

`TUNED` was looked at while search was made; `KEPT` was written with it, and only measured.
"""

from typing import Any

TUNED = (
    ("e.t.", "E.T. the Extra-Terrestrial", 1982),
    ("et spielberg", "E.T. the Extra-Terrestrial", 1982),
    ("sunset blvd", "Sunset Boulevard", 1950),
    ("nine and a half weeks", "9½ Weeks", 1986),
    ("9 1/2 weeks", "9½ Weeks", 1986),
    ("x-men 2", "X2: X-Men United", 2003),
    ("indiana jones and the raiders of the lost ark", "Raiders of the Lost Ark", 1981),
    ("indiana jones 3", "Indiana Jones and the Last Crusade", 1989),
    ("scarface pacino", "Scarface", 1983),
    ("scarface pachino", "Scarface", 1983),
    ("leon", "Léon: The Professional", 1994),
    ("batman vs superman", "Batman v Superman: Dawn of Justice", 2016),
    ("godfather 2", "The Godfather Part II", 1974),
    ("kill bill two", "Kill Bill: Volume 2", 2004),
    ("a hundred and one dalmatians", "One Hundred and One Dalmatians", 1961),
    ("nineteen eighty four", "1984", 1984),
    ("two thousand and one a space odyssey", "2001: A Space Odyssey", 1968),
    ("rocky four", "Rocky IV", 1985),
    ("apollo thirteen", "Apollo 13", 1995),
    ("district nine", "District 9", 2009),
    ("saint elmos fire", "St. Elmo's Fire", 1985),
    ("mister smith goes to washington", "Mr. Smith Goes to Washington", 1939),
    ("us marshals", "U.S. Marshals", 1998),
    ("sgt york", "Sergeant York", 1941),
    ("forty second street", "42nd Street", 1933),
    ("psycho hitchcock", "Psycho", 1960),
    ("heat de niro", "Heat", 1995),
    ("the thing carpenter", "The Thing", 1982),
    ("steven spielberg jaws", "Jaws", 1975),
    ("seven brad pitt", "Seven", 1995),
    ("john wick 3", "John Wick: Chapter 3 – Parabellum", 2019),
    ("the movie jaws with the shark", "Jaws", 1975),
    ("twelve monkeys bruce willis", "12 Monkeys", 1995),
    ("dr strangelove", "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
     1964),
    ("harry potter 3", "Harry Potter and the Prisoner of Azkaban", 2004),
    ("borat", "Borat! Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan",
     2006),
)  # fmt: skip
KEPT = (
    ("a.i.", "A.I. Artificial Intelligence", 2001),
    ("ai spielberg", "A.I. Artificial Intelligence", 2001),
    ("mulholland dr", "Mulholland Drive", 2001),
    ("dr zhivago", "Doctor Zhivago", 1965),
    ("mission impossible two", "Mission: Impossible 2", 2000),
    ("fahrenheit nine eleven", "Fahrenheit 9/11", 2004),
    ("twenty thousand leagues under the sea kirk douglas", "20,000 Leagues Under the Sea", 1954),
    ("ten thousand bc", "10,000 BC", 2008),
    ("three hundred", "300", 2007),
    ("eight mile", "8 Mile", 2002),
    ("twenty one grams", "21 Grams", 2003),
    ("one hundred twenty seven hours", "127 Hours", 2010),
    ("the forty year old virgin", "The 40-Year-Old Virgin", 2005),
    ("fantastic four 2005", "Fantastic Four", 2005),
    ("freddy versus jason", "Freddy vs. Jason", 2003),
    ("kramer against kramer hoffman", "Kramer vs. Kramer", 1979),
    ("scott pilgrim versus the world", "Scott Pilgrim vs. the World", 2010),
    ("superman 2", "Superman II", 1981),
    ("star trek six", "Star Trek VI: The Undiscovered Country", 1991),
    ("back to the future 3", "Back to the Future Part III", 1990),
    ("rambo first blood", "First Blood", 1982),
    ("jurassic park 2", "The Lost World: Jurassic Park", 1997),
    ("fight club norton", "Fight Club", 1999),
    ("titanic dicaprio", "Titanic", 1997),
    ("halloween jamie lee curtis 1978", "Halloween", 1978),
    ("taxi driver scorsese", "Taxi Driver", 1976),
    ("tom hanks cast away", "Cast Away", 2000),
    ("disney's snow white and the seven dwarfs", "Snow White and the Seven Dwarfs", 1937),
    ("tarantino pulp fiction", "Pulp Fiction", 1994),
    ("the empire strikes back", "The Empire Strikes Back", 1980),
    ("ghost busters", "Ghostbusters", 1984),
    ("wall e", "WALL-E", 2008),
    ("lethal weapon 2", "Lethal Weapon 2", 1989),
    ("blues brothers belushi", "The Blues Brothers", 1980),
)  # fmt: skip
SPOKEN = {"as people say it, tuned": TUNED, "as people say it, kept out": KEPT}


def meant_films(title: str, year: int) -> list[Any]:
    """Return the ids of the films of this title and year."""
    from mflix_site.mongo import collections as mongo

    return [film["_id"] for film in mongo.movies().find({"title": title, "year": year}, {"_id": 1})]
