"""What each kind of film is called, and what people praise in it."""

from typing import Final

# singular without article, with article, plural
KINDS: Final[dict[str, tuple[str, str, str]]] = {
    "Drama": ("drama", "a drama", "dramas"),
    "Romance": ("love story", "a love story", "love stories"),
    "Comedy": ("comedy", "a comedy", "comedies"),
    "Musical": ("musical", "a musical", "musicals"),
    "Crime": ("crime film", "a crime film", "crime films"),
    "War": ("war film", "a war film", "war films"),
    "Adventure": ("adventure film", "an adventure film", "adventure films"),
    "Film-Noir": ("film noir", "a film noir", "noirs"),
    "Family": ("family film", "a family film", "family films"),
    "Biography": ("biopic", "a biopic", "biopics"),
    "Thriller": ("thriller", "a thriller", "thrillers"),
    "History": ("historical film", "a historical film", "historical films"),
    "Action": ("action film", "an action film", "action films"),
    "Fantasy": ("fantasy film", "a fantasy film", "fantasy films"),
    "Western": ("western", "a western", "westerns"),
    "Animation": ("animated film", "an animated film", "animated films"),
    "Music": ("film about music", "a film about music", "films about music"),
    "Horror": ("horror film", "a horror film", "horror films"),
    "Mystery": ("mystery", "a mystery", "mysteries"),
    "Documentary": ("documentary", "a documentary", "documentaries"),
    "Short": ("short film", "a short film", "short films"),
    "Sci-Fi": ("science fiction film", "a science fiction film", "science fiction films"),
    "Sport": ("sports film", "a sports film", "sports films"),
}

GOOD: Final[dict[str, tuple[str, ...]]] = {
    "Drama": (
        "It's a drama that [never raises its voice|keeps its voice down], and [hits all the "
        "harder|you lean in to hear it].",
        "You keep [hoping|wishing] somebody will just say [sorry|it], [and when it comes it's "
        "worth the wait|which is what good drama is].",
        "[The big emotional scenes|The heavy scenes] are [earned|never milked], which is rare in "
        "dramas.",
        "[As family dramas and private griefs go|As quiet dramas go], this is [among the truest|"
        "one of the honest ones].",
    ),
    "Romance": (
        "I [believed|rooted for] the love story, [silly as I am|and I'm a hard sell].",
        "The romance [is played for real|takes its time], [which makes me weak at the knees|and "
        "I melted].",
        "Two people [not saying|nearly saying] what they mean: [my favourite genre|I could watch "
        "it for hours].",
    ),
    "Comedy": (
        "I laughed [out loud|until it hurt|like a drain] [more than once|several times], [and I "
        "was alone|which the neighbours noticed].",
        "The [jokes|gags] [come from who these people are|are built with real care], [not the "
        "other way round|and keep paying off].",
        "The comic timing is [a thing of beauty|spot on], [from the first gag|even in the crowd "
        "scenes].",
    ),
    "Musical": (
        "The songs [have been in my head all week|are terrific], [and I'm not sorry|every one of "
        "them].",
        "When [people start to sing|the first number starts] it feels [like the most natural thing "
        "in the world|like a window being opened].",
    ),
    "Crime": (
        "It has a [grubby|weary], [believable|lived-in] sense of how [crime|a bad decision] "
        "[actually works|leads to the next one].",
        "As crime films go it's [lean and mean|cool as you like], and [nobody gets away clean|"
        "everybody pays].",
        "The [crooks|cops and the crooks] are [all a bit tired|equally human], [and I loved "
        "that|as they should be].",
    ),
    "War": (
        "It shows what war does [to people|to ordinary people] [without waving a flag|without "
        "turning it into spectacle].",
        "It's the [waiting|fear], more than the [battles|shooting], that [it gets right|stays "
        "with you].",
    ),
    "Adventure": (
        "It has a proper [sense of adventure|spirit of adventure], [the kind I had as a child with "
        "a torch and a book|and I wanted to pack a bag].",
        "You [feel the distances|feel the miles], [the weather and the danger|and every one was "
        "worth it].",
    ),
    "Mystery": (
        "It plays [fair|straight] with the [clues|mystery], [and I still got it wrong|which I "
        "always appreciate].",
        "The mystery is [properly|really] [knotty|gripping], and [the answer doesn't spoil it|I "
        "never guessed].",
        "It keeps you [guessing|on edge] [without cheating|to the last], [which is an art|and how "
        "few do].",
    ),
    "Thriller": (
        "I [was on the edge of my seat|forgot to breathe] for [long stretches|most of it].",
        "The tension is [wound up|built] [slowly and cruelly|one small turn at a time].",
        "[As thrillers go|For a thriller] it's [unusually patient|unusually clever], and [my nails "
        "are gone|my cushion suffered].",
    ),
    "Family": (
        "My [kids|nieces|nephews] [sat still for all of it|were glued to it], [and so did I|and "
        "they never are].",
        "It's [a family film|made for children] [that doesn't talk down to anybody|with enough "
        "salt in it for the grown-ups].",
    ),
    "Biography": (
        "It [avoids|skips] the usual [birth-to-grave trudge|greatest-hits approach] and finds [a "
        "person|somebody real] instead.",
        "I [knew little|knew nothing] about the [life behind it|real people] and [went reading "
        "afterwards|was up till two reading about it].",
    ),
    "Action": (
        "The action is [clean and clear|crunchy], [you always know where everyone is|and it hurts "
        "to watch in the right way].",
        "The set pieces are [inventive|a riot], [each one better than the last|and none goes on "
        "too long].",
    ),
    "Fantasy": (
        "The [world|make-believe] of it is [complete|so rich] [down to the last teacup|that I "
        "wanted to look round every corner].",
        "It has [real magic|wonder] in it, [the kind you can't fake|not just tricks].",
    ),
    "Western": (
        "[Dust, hats, long silences|Wide skies and bad men]: [a western that delivers|everything "
        "I want from a western].",
        "It's a western that [knows the myth|loves the myth] and [isn't fooled by it|still tells "
        "the truth].",
    ),
    "Animation": (
        "[Every drawing|The animation] [breathes|has so much life in it], and [the colours alone "
        "would do|I kept pausing it].",
        "The animation is [lovely|full of small jokes], [and clearly a labour of love|and moves "
        "like nothing else].",
    ),
    "Music": (
        "The [music|playing] is [shot|filmed] [with love|from the inside], and you [feel it in "
        "your chest|want to learn an instrument].",
        "I've had the [music|soundtrack] on [repeat|all week] since.",
    ),
    "Horror": (
        "It [scared me silly|crept up on me], [and I slept with the hall light on|in broad "
        "daylight].",
        "The horror is [mostly in what you don't see|all in the waiting], [which is the best "
        "kind|so it lasts].",
        "[I don't scare easily|I watch a lot of horror], and I [watched this through my "
        "fingers|jumped, twice].",
    ),
    "Documentary": (
        "[The footage|What they found] is [extraordinary|something else], and the film [knows when "
        "to shut up|gets out of its way].",
        "I [rang my sister|wrote three pages|argued with the radio] afterwards, [that's how much "
        "it stirred up|which good documentaries make me do].",
        "It [lets people talk|listens], [and doesn't push|without a lecture], as [good "
        "documentaries should|so few documentaries do].",
        "I [learned a lot|learned more than at school] and [never felt taught|was never bored].",
    ),
    "Short": (
        "I [watched it|played it] [twice in a row|three times running], [because I could|since "
        "it's "
        "so short].",
        "[Short films|Shorts] get [no love|so little attention], and [this one deserves plenty|"
        "here's why they should].",
        "It says in [a few minutes|so little time] what [others need two hours for|features fumble "
        "for].",
        "[A lovely miniature|Short and perfectly formed], [with not a spare frame in it|and worth "
        "seeing twice in a row].",
    ),
    "Sci-Fi": (
        "It's science fiction [with ideas in it|that thinks], [not just hardware|as well as a good "
        "yarn].",
        "The future it shows is [strange|shabby] and [all too believable|oddly human].",
    ),
    "Sport": (
        "I [don't care about sport|know nothing about the sport], and I was [shouting at the "
        "screen|on my feet] by the end.",
        "[The matches feel real|You feel every bruise], [which most sports films never manage|and "
        "there's a heart under it].",
    ),
}
