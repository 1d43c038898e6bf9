"""The words that film titles are made of."""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


PLACES: Final = _words(
    "Ostend, Trieste, Lisbon, Vienna, Marseille, Tangier, Odessa, Naples, Bergen, Dover, Hamburg, "
    "Cádiz, Kyoto, Havana, Buenos Aires, Nairobi, Galway, Brighton, Antwerp, Genoa, Salzburg, "
    "Riga, Kraków, Bombay, Macao, Veracruz, Savannah, Baton Rouge, Tulsa, Reno, Duluth, Albany, "
    "Nantes, Le Havre, Turin, Palermo, Granada, Porto, Helsinki, Aarhus, Malmö, Leith, Belfast, "
    "Swansea, Hull, Whitby, Montreal, Halifax, Valparaíso, Cartagena, Beirut, Alexandria, Smyrna, "
    "Samarkand, Hokkaido, Nagasaki, Darwin, Hobart, Dunedin, Suez, Gdańsk, Prague, Budapest, "
    "Sarajevo, Corfu, Minsk, Santa Fe, El Paso, Nebraska, Montana, Alaska, Cornwall, Donegal"
)
ADJECTIVES: Final = _words(
    "Silent, Forgotten, Hidden, Last, Quiet, Borrowed, Crooked, Distant, Broken, Painted, Paper, "
    "Red, Blue, White, Golden, Silver, Lost, Empty, Stolen, Burning, Second, Midnight, Secret, "
    "Wandering, Frozen, Haunted, Lonely, Invisible, Black, Scarlet, Yellow, Green, Abandoned, "
    "Unfinished, Wooden, Whispering, Restless, Ancient, Little, Great, Seventh, Velvet, Iron, "
    "Copper, Crystal, Winter, Summer, Autumn, Moonlit, Faraway, Beautiful, Terrible, Curious, Blind"
)
NOUNS: Final = _words(
    "Orchard, Lighthouse, Staircase, Orchestra, Garden, Harbour, Bridge, Station, Window, Letter, "
    "Violin, Mirror, Suitcase, Clock, Lantern, River, Island, Valley, Hotel, Theatre, Piano, "
    "Photograph, Carousel, Bicycle, Mill, Well, Bell, Door, Key, Map, Ferry, Train, Tower, Kite, "
    "Umbrella, Compass, Necklace, Raincoat, Tightrope, Circus, Library, Portrait, Sparrow, Wolf, "
    "Fox, Horse, Swan, Crow, Tiger, Falcon, Room, House, Street, Road, Stranger, Guest, Widow, "
    "Prince, Castle, Crown, Sword, Ship, Anchor, Storm, Star, Moon, Comet, Forest, Field, Shore"
)
PLURALS: Final = _words(
    "Lanterns, Bridges, Sparrows, Gardens, Letters, Mirrors, Shadows, Wolves, Horses, Swans, "
    "Roses, Kites, Boats, Clouds, Bells, Windows, Doors, Roads, Hearts, Crowns, Soldiers, Dancers, "
    "Strangers, Angels, Thieves, Sailors, Orchards, Rivers, Islands, Stars, Tigers, Kings, Queens"
)
SUBSTANCES: Final = _words(
    "Paper, Glass, Silver, Golden, Iron, Tin, Velvet, Wooden, Copper, Painted, Broken, Burning, "
    "Wild, White, Black, Blue, Distant, Lost, Winter, Summer, Borrowed, Stolen, Silent, Fallen"
)
WORKERS: Final = _words(
    "Clockmaker, Ferryman, Schoolteacher, Baker, Piano Tuner, Lighthouse Keeper, Surgeon, Nurse, "
    "Detective, Bookseller, Miner, Tailor, Beekeeper, Fisherman, Butcher, Translator, Gravedigger, "
    "Smuggler, Pilot, Projectionist, Violinist, Magician, Locksmith, Postman, Seamstress, Painter, "
    "Poet, Judge, Gambler, Boxer, Sailor, Gardener, Photographer, Glassblower, Cartographer, "
    "Milkman, Forger, Bellringer, Innkeeper, Shepherd, Stationmaster, Dressmaker, Puppeteer, Spy"
)
RELATIONS: Final = _words(
    "Daughter, Son, Wife, Husband, Apprentice, Secret, Promise, Holiday, Debt, Dog, Mistake, "
    "Confession, Garden, Last Summer, Second Wife, Brother, Sister, Shadow, Song, Alibi, Return"
)
SEASONS: Final = _words(
    "Summer, Winter, Autumn, Spring, Midnight, Sunday, Rain, Snow, Christmas, Carnival, Three "
    "Days, "
    "One Night, A Week, Honeymoon, Strangers, Lovers, Murder, Thunder, Dawn, Farewell, Alone, "
    "Harvest, Holiday, Lunch, Fog, April, November, August, Second Chances, A Wedding"
)
VEHICLES: Final = _words(
    "Ferry, Train, Bus, Tram, Caravan, Steamer, Telegram, Letter, Flight, Road, Mail Coach"
)
AFFAIRS: Final = _words(
    "Affair, Inheritance, Letters, File, Case, Sisters, Brothers, Gang, Diaries, Experiment, "
    "Wedding, Legacy, Expedition, Murders, Method, Variations, Scandal, Paradox, Circus, Reunion"
)
