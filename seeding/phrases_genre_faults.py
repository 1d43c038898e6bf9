"""What people blame in each kind of film."""

from typing import Final

BAD: Final[dict[str, tuple[str, ...]]] = {
    "Drama": (
        "It's all [sighing|staring out of windows], [in the name of drama|and drama is something "
        "else].",
        "[Misery|Gloom] is [piled on misery|laid on with a trowel] until [you stop noticing|even "
        "the sad bits get funny].",
        "[Every|Each] conversation is [a row|an argument] or [a confession|a sulk], [and it wears "
        "you out|with nothing in between].",
        "It [wants|begs for] tears [the whole time|in every scene], and [I had none|got a yawn].",
    ),
    "Romance": (
        "I never [believed|bought] the romance, and [without it there's no film|so the rest falls "
        "over].",
        "[They fall in love|Love happens] [because it says so in the script|by the clock], "
        "[apparently|as far as I can tell].",
    ),
    "Comedy": (
        "[They mug|Everyone mugs] at us [as if|hoping] that [made it funny|would do the trick], "
        "[and it doesn't|poor things].",
        "I [smiled once|counted two laughs], [which for a comedy is thin|and it calls itself a "
        "comedy].",
        "The jokes are [explained|repeated] until [they're dead|you beg for mercy].",
    ),
    "Musical": (
        "I couldn't hum you [a single one of the songs|one tune from it] now, [and it's a "
        "musical|which says it all].",
        "The songs [stop everything dead|arrive like buses], [and there are many|three at once].",
    ),
    "Crime": (
        "[The crime part|The scheme at the centre] is [so full of holes you could strain pasta "
        "in it|hardly worth the bother].",
        "[Tough guys in coats being tough|Everybody scowls], [and that's your crime film|yawn].",
    ),
    "War": (
        "It [treats war|uses war] as [scenery|a backdrop for speeches], [and I have no patience "
        "for that|which feels cheap].",
        "The battle scenes are [noise|confusion], [and not the meaningful sort|and I lost track "
        "of who was who].",
    ),
    "Adventure": (
        "For an adventure there's [a lot of talking in rooms|surprisingly little adventure].",
        "It never feels [dangerous|far from home], [only busy|more like a day trip].",
    ),
    "Mystery": (
        "The mystery [is no mystery|solves itself], [I had it after ten minutes|and my mum got it "
        "first].",
        "The [solution|answer] [comes out of a hat|makes fools of us], [so why bother guessing|"
        "which I call cheating].",
    ),
    "Thriller": (
        "[A thriller|It's a thriller] without [thrills|any thrill], [like flat lemonade|just "
        "corridors].",
        "There's [no suspense|zero tension], [just music telling you there is|only people running "
        "about].",
    ),
    "Family": (
        "[Kids deserve better|Children aren't stupid], and [this treats them as if they were|they "
        "can tell when they're being fobbed off].",
        "My [daughter|son|nephew] asked [if it was nearly over|to play outside instead], [wise "
        "child|bless].",
    ),
    "Biography": (
        "[A life reduced|A whole life boiled down] to [a list of dates|speeches and wigs].",
        "Read the [encyclopaedia entry|biography] instead, [it's livelier|you'll learn more].",
    ),
    "Action": (
        "The action is [a blur|all noise], [and I couldn't tell who was hitting whom|with no sense "
        "of where anyone is].",
        "[Bang, crash, repeat|Explosion, quip, explosion]. [I got tired|Wake me when it's over].",
    ),
    "Fantasy": (
        "[Too many|So many] [rules|names and prophecies], [too little|so little] wonder.",
        "The magic [has no price|can do anything], so [nothing matters|who cares].",
    ),
    "Western": (
        "A western [without dust in its throat|as clean as a shop window], [and where's the fun in "
        "that|which won't do].",
        "[Every|Each] western [cliché|habit] is here, [in order|ticked off like shopping].",
    ),
    "Animation": (
        "The animation is [flat|lifeless], [and the colours give me toothache|with no joy in it].",
        "[It's drawn|It's made] [like a cereal box|without love], and [you can tell|it shows].",
    ),
    "Music": (
        "The music is [fine|all right], [the film around it isn't|so buy the record instead].",
        "[They never let|It won't let] a song play [to the end|for more than ten seconds], [which "
        "drove me mad|and I love those songs].",
    ),
    "Horror": (
        "[Not scary|It isn't scary], [not for a second|unless you fear boredom].",
        "[It's all|Nothing but] jump scares, [and you can set your watch by them|and my cat does "
        "those better].",
    ),
    "Documentary": (
        "[The people in it|Those it talks to] are [interesting|worth hearing], and it [cuts away|"
        "moves on] whenever they [get going|say something real].",
        "[I know less|I'm no wiser] than when it [began|started], [and I took notes|which is an "
        "odd result for a documentary].",
        "[Archive clip, talking head|Talking head, archive clip], [piano music|slow zoom], [and "
        "round again|repeat until asleep].",
        "It asks [the easy questions|the wrong people], [and nods|and then congratulates itself].",
        "It [makes up its mind|has its answer] before it [asks a single question|starts looking].",
        "[More lecture|More sermon] than documentary, [and a dry one|I'm afraid].",
    ),
    "Short": (
        "It's short, [and still too long|which is its best quality|and I felt it].",
        "[One idea|A single idea], [told twice|and it runs out of it], [even at this length|with "
        "the titles still warm].",
        "[It ends|It stops] just as it [might have started|threatens to become interesting].",
        "[A punchline|This is a punchline] in search of [a joke|a set-up], [and that's all of "
        "it|so it goes].",
        "[More of a sketch|More an anecdote] than a film, [and a thin one|really].",
    ),
    "Sci-Fi": (
        "The science is [silly|nonsense], which I'd forgive, [but so are the people|if it were "
        "fun].",
        "[Big ideas|Grand questions] [in theory|in the blurb], [silver pyjamas in "
        "practice|blinking "
        "lights in the film].",
    ),
    "Sport": (
        "You know the [final score|result] [from the poster|in the first minute], [and so do "
        "they|and there's not much else].",
        "[One training montage|A training montage] after another, [and I'm the one out of "
        "breath|and not a drop of sweat in it].",
    ),
}
