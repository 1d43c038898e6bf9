"""Where films come from: country, languages, and names that people there bear."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Origin:
    """A country with its share of all films (of 100), its languages and its people's names."""

    country: str
    share: int
    languages: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


def _origin(country: str, share: int, languages: str, first: str, last: str) -> Origin:
    return Origin(
        country, share, tuple(languages.split()), tuple(first.split()), tuple(last.split())
    )


ORIGINS: Final[tuple[Origin, ...]] = (
    _origin(
        "USA",
        40,
        "English Spanish",
        "Alice Walter Grace Henry Ruth Calvin Dolores Frank Nora Wesley June Marcus Ellen Roy "
        "Vivian Dexter Loretta Samuel Pearl Clifford Naomi Russell Hazel Tyrone",
        "Barlow Whitcomb Harlan Mercer Dupree Calloway Stokes Pruitt Landry Ames Tolliver Rusk "
        "Hadley Voss Beckett Crane Delaney Oakes Sutter Greer Maddox Pike Lowell Finch",
    ),
    _origin(
        "UK",
        11,
        "English",
        "Edith Harold Winifred Clive Beryl Alistair Maud Nigel Imogen Rupert Dorothy Gareth "
        "Hattie Angus Sylvia Desmond Cordelia Percy Fiona Leonard",
        "Ashdown Pettigrew Hallam Fairclough Thorne Ogilvy Penhale Wragg Lockwood Marlowe "
        "Braithwaite Cobb Selwyn Tarrant Hurst Greaves Eddowes Mowbray Pym Loxley",
    ),
    _origin(
        "France",
        11,
        "French",
        "Agnès Lucien Mathilde Rémi Odile Gaspard Hélène Bastien Solange Étienne Colette Armand "
        "Juliette Thierry Margaux Yves Noémie Raoul Sabine Émile",
        "Morel Vasseur Delorme Aubry Garnier Lenoir Perrault Chastain Belmas Rivoire Tessier "
        "Charpentier Vidal Marchetti Fournel Daumas Lacroix Sorel Brissac Valois",
    ),
    _origin(
        "Germany",
        6,
        "German",
        "Lotte Dieter Hannelore Klaus Greta Jürgen Mathis Ilse Konrad Frieda Anselm Ute Rainer "
        "Marlis Volker Hedwig Jonas Birgit",
        "Brandt Eschenbach Lindner Vogt Reuter Kessler Ahrens Steinbach Hollander Dörfler Winkler "
        "Thaler Rosenau Grell Petersen Kühn Osterfeld Maurer",
    ),
    _origin(
        "Italy",
        6,
        "Italian",
        "Ornella Vittorio Giulietta Enzo Fiamma Renato Lucia Tullio Silvana Carlo Ida Massimo "
        "Nives Aldo Bianca Ettore Rosalba Dino",
        "Ferrante Bellocchi Moretti Salviati Colonna Fabbri Zanetti Lombardi Orsini Tedesco "
        "Carminati Galli Rinaldi Vespucci Marano Pavese Sforzini Donati",
    ),
    _origin(
        "Japan",
        6,
        "Japanese",
        "Haruko Kenji Setsuko Takeshi Michiko Isao Yuki Shintaro Akiko Hideo Naoko Tadashi Emi "
        "Jiro Kazuko Masaru Rie Satoru",
        "Ishida Morikawa Takemura Ono Hayashi Shimura Kurata Nakadai Fujiwara Aoki Sugimura "
        "Tsukada Hamada Okamoto Yanagi Miura Kitano Uehara",
    ),
    _origin(
        "Spain",
        4,
        "Spanish Catalan",
        "Pilar Joaquín Amparo Iñigo Carmen Rafael Marisol Ignacio Rocío Tomás Inés Gonzalo Nuria "
        "Esteban Lola Fermín",
        "Ibarra Castellanos Medina Robledo Quiroga Sanchís Olmedo Belmonte Arias Villalba Durán "
        "Serrat Montero Lozano Peñalver Cordero",
    ),
    _origin(
        "India",
        4,
        "Hindi English",
        "Meera Anand Lalita Vikram Sharmila Arjun Nandini Rohan Kavita Suresh Devika Prakash Usha "
        "Kiran Padma Nikhil",
        "Banerjee Mukherji Kapur Iyer Chatterjee Rao Menon Sengupta Malhotra Deshpande Pillai "
        "Bhatt Saxena Nair Joshi Trivedi",
    ),
    _origin(
        "Sweden",
        3,
        "Swedish",
        "Ingrid Sven Birgitta Lars Astrid Gunnar Maj Torsten Elsa Anders Karin Nils Sigrid Björn",
        "Lindqvist Ekman Hallström Nyberg Sandgren Åkesson Dahlin Forsberg Wester Holmgren "
        "Bergdahl Ström Lundin Ödman",
    ),
    _origin(
        "Poland",
        3,
        "Polish",
        "Halina Jerzy Wanda Tadeusz Zofia Andrzej Krystyna Marek Danuta Witold Ewa Stefan Irena "
        "Bogdan",
        "Zawada Krol Borowicz Malicki Sobczak Wrona Jasiński Lipiec Kalina Rogala Górecki "
        "Mazurek Bielak Dudek",
    ),
    _origin(
        "Mexico",
        3,
        "Spanish",
        "Lupita Ramiro Consuelo Octavio Ximena Ernesto Graciela Chucho Amalia Benito Rosario "
        "Leonel Itzel Fausto",
        "Villaseñor Cuevas Zaragoza Barragán Ocampo Trejo Figueroa Arriaga Camacho Luján Cárdenas "
        "Rentería Salcedo Mijares",
    ),
    _origin(
        "Denmark",
        3,
        "Danish",
        "Bodil Mogens Kirsten Aksel Inger Henrik Ellen Søren Lone Palle Ditte Frode",
        "Kjær Holm Thorsen Skov Bjerregaard Lund Ravn Østergaard Friis Dalgaard Krogh Vinther",
    ),
)
