"""The parts that one-line plots are made of: somebody, what befalls them, and what then."""

from typing import Final

TRAITS: Final = (
    *("a weary", "a young", "a retired", "a stubborn", "a lonely", "a penniless", "a gifted"),
    *("a disgraced", "an ageing", "a shy", "a restless", "an ambitious", "a half-blind"),
    *("a soft-hearted", "an unlucky", "a proud", "a homesick", "a runaway", "an honest"),
)

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "Drama": (
        "inherits a house full of other people's memories",
        "must care for a father who no longer knows the way home",
        "comes back for a funeral and stays for the winter",
        "takes in a child whom nobody has asked for",
        "is offered a way out and cannot take it",
    ),
    "Romance": (
        "falls for a stranger on the night boat",
        "begins a correspondence with someone across the street",
        "meets an old love on the eve of a wedding",
        "pretends to be engaged to please the family",
    ),
    "Comedy": (
        "is mistaken for a visiting minister",
        "accidentally sells the town hall",
        "hides a circus bear in the attic",
        "enters a baking contest under a false name",
        "has to share a flat with a sworn rival",
    ),
    "Musical": (
        "puts on a revue to save the old theatre",
        "sings for supper and is heard by the wrong impresario",
        "leaves the choir for the bright lights",
    ),
    "Crime": (
        "takes one last job for an old friend",
        "finds a suitcase that three gangs are looking for",
        "becomes the only witness to a robbery",
        "plans the theft of a painting from a locked museum",
    ),
    "War": (
        "carries a message through the lines",
        "shelters a deserter as the front comes closer",
        "must choose between orders and neighbours",
    ),
    "Adventure": (
        "sets out to find a ship lost for forty years",
        "crosses the mountains with a map that is only half true",
        "joins an expedition that nobody expects to return",
    ),
    "Fantasy": (
        "discovers a door that opens only in the rain",
        "is granted a wish by a very tired ghost",
        "finds that the town's statues walk at night",
    ),
    "Thriller": (
        "overhears a plan that was meant for no one",
        "wakes on a train with somebody else's papers",
        "receives photographs of a life never lived",
    ),
    "Mystery": (
        "looks into the vanishing of a whole wedding party",
        "finds a letter dated tomorrow",
        "is invited to a house where every guest has the same secret",
    ),
    "Horror": (
        "rents a room in which the clocks run backwards",
        "hears a voice in the well and makes the mistake of answering",
        "digs where the old people said never to dig",
    ),
    "Western": (
        "rides into a town that has buried its sheriff",
        "drives a herd north with one honest hand",
        "hangs up the guns until the railway comes",
    ),
    "Sci-Fi": (
        "answers a signal that was sent before there were radios",
        "wakes two hundred years late for work",
        "builds a machine that remembers for other people",
    ),
    "Sport": (
        "trains the worst team in the league",
        "steps into the ring ten years too late",
        "enters the great race on a borrowed bicycle",
    ),
    "Animation": (
        "befriends a cloud that is afraid of heights",
        "shrinks to the size of a thimble",
        "sets off with a talking goose to find the sea",
    ),
    "Music": (
        "finds the lost second half of a famous song",
        "starts a band with three people who cannot stand each other",
        "loses hearing a month before the great concert",
    ),
}

STANDS_FOR: Final = {
    "Film-Noir": "Crime",
    "Family": "Animation",
    "Biography": "Drama",
    "History": "War",
    "Action": "Thriller",
}

OUTCOMES: Final = (
    "and has one night to put it right",
    "and nothing in the family is the same again",
    "while the whole town looks on",
    "and learns whom to trust too late",
    "and finds that going home is the hardest part",
    "until the past comes knocking",
    "and discovers what courage costs",
    "with only a dog for company",
    "and gets more than was bargained for",
    "as the first snow begins to fall",
    "but somebody is always one step ahead",
    "and comes to see an old enemy in a new light",
    "and must decide what a promise is worth",
    "but the truth has other plans",
)

TRUE_STORIES: Final = (
    "the last travelling cinema in the region",
    "three generations of one fishing family",
    "a village that voted to stay",
    "the women who kept the railway running",
    "a brass band that never won a prize",
    "the night workers whom the city does not see",
    "a river, from its spring to the docks",
    "the strike that nobody wrote down",
    "an orchestra made up of neighbours",
    "the people who repair what others throw away",
)
