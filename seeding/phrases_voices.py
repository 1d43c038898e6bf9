"""Who is talking and where they sat: occasions, habits of speech, slips of the keyboard."""

from typing import Final

OCCASIONS: Final[tuple[str, ...]] = (
    "[Saw|Watched] this with my [dad|mum|father|mother], who [talked through half of it|never sits "
    "still for films, and did|saw it new, long ago|has opinions].",
    "[Watched|Caught] this on a [long flight|night train|ferry], [on a screen the size of a "
    "postcard|with bad headphones|between two sleeping strangers].",
    "[Seen|Saw this] at a festival, [late, in the third row|after four other films|with the "
    "seats creaking and the whole room listening].",
    "[Our film club|The film club at the library] picked this one, and [for once nobody left "
    "early|the arguing went on till midnight|eleven people turned up].",
    "My [flatmate|sister|brother|girlfriend|boyfriend] [chose|picked] this, so [no credit or blame "
    "to me|I went along with it|I owe a choice next week].",
    "[Watched|Put on] this [in bed with the flu|on a wet Sunday|while the baby slept], [phone off "
    "for once|with a pot of tea|and wide awake for all of it].",
    "Our little [cinema|picture house] [showed|put on] {title} last [week|month], and [there were "
    "six of us|I had the row to myself|the projector broke down once].",
    "[I'm working|I've been working] my way through [everything {director} made|the {kinds} on "
    "here], and [this was next|{title} came up].",
    "[Found|I found] this [by accident|while looking for something else] at [one in the morning|"
    "the end of a long day].",
    "[It was|This was] our [anniversary|second date|first evening in the new flat] and {title} was "
    "[what we could agree on|my choice].",
    "My [teacher|professor|old boss] [used to go on about|swore by] {title}, so I [finally|"
    "eventually] [gave in|sat down with it].",
    "[Three generations on one sofa|The whole family on one sofa] for this, [and no two of us "
    "agreed|and a bowl of crisps].",
    "A friend who [works in films|never watches films] [lent me|sent me] this with [a note saying "
    '"trust me"|no explanation].',
    "[Open-air screening|Outdoor cinema], [blankets, bats overhead|drizzle from the second reel "
    "on], {title} on a [wobbly|bedsheet] screen.",
    "[For years|For ages] I mixed this up with [another film|something else altogether], so this "
    "[was my first time|finally sorted that out].",
    "[Late to the party|Late to this one], [I know, I know|as ever].",
    "[Wrote this|Writing this] on the [bus|tram|train] home from {title}, so [forgive the typos|"
    "it's fresh].",
    "I'd [had a rotten week|been ill|just moved house], and [somebody said|the list said] {title}, "
    "so {title} it was.",
)

AGAIN_GOOD: Final[tuple[str, ...]] = (
    "[Third|Fourth|Fifth|I've lost count, maybe sixth] time round for me, and I [still find new "
    "things|noticed something new|am not done with it].",
    "[First rewatch|Rewatched this] [since my student days|in ten years|since I was a teenager], "
    "and it [has grown with me|holds up|is better than I remembered].",
    "[We watch|I watch] this [every winter|every year around my birthday], and it [never gets "
    "old|works each time].",
    "[Second viewing|Second time], and [now I see|I finally get] what [everyone meant|it was "
    "doing].",
    "Showed this to [my teenage kids|my partner|two friends] [at last|this weekend], [nervously|"
    "and watched their faces more than the screen].",
)

AGAIN_BAD: Final[tuple[str, ...]] = (
    "[Gave it|Gave this] a second [chance|try] [after ten years|because tastes change], and "
    "[nothing has changed|no, I was right the first time|I liked it less].",
    "I [loved|adored] this as a [kid|teenager], and I should have [left it there|kept the memory].",
    "[Rewatched|Went back to] this for [a podcast|a quiz|my film club] and [wish I hadn't|it was "
    "not how I remembered it].",
)

CASUAL_STARTS: Final[tuple[str, ...]] = (
    "ok so ",
    "okay ",
    "so ",
    "right ",
    "honestly ",
    "not gonna lie, ",
    "well, ",
    "hm. ",
    "late night thoughts: ",
    "quick one: ",
    "",
    "",
    "",
    "",
    "",
    "",
)

CASUAL_ENDS: Final[tuple[str, ...]] = (
    " anyway bed now",
    " that's all i've got",
    " ok bye",
    " tea was good too",
    " don't @ me",
    " (sorry mum)",
    " idk",
    " anyway",
    " more later maybe",
    "..",
    " :)",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
)

CHEERS: Final[tuple[str, ...]] = (
    "[Oh my goodness|Oh my word|Wow|WOW|Oh wow]!",
    "[Listen|Look|Hear me out]: I have [watched it twice already|told everybody|no chill about "
    "this].",
    "[What a film|What a ride|What a thing]!",
    "I'm [typing this with shaky hands|writing this standing up]!",
    "[Friends|People|Everyone]! [Watch this|You have to see this]!",
    "[Where do I even start|How is this real]?!",
    "I have [so many feelings|a lot of feelings] and [no one awake to tell|only this box to put "
    "them in]!",
    "[My heart|My poor heart|My nerves]!",
    "[Happy sigh|Excuse me while I rave|Gush incoming].",
)

GRUMBLES: Final[tuple[str, ...]] = (
    "[Right|Well then|Oh dear|Sigh].",
    "I [must be getting old|am told I'm hard to please], but [somebody has to say it|so be it].",
    "[Unpopular opinion|Go on, throw things], [apparently|I can take it].",
    "[I blame|My wife blames] my [mood|knee|upbringing], but [no|still].",
    "[They should pay us|We ought to be paid] to sit through [some of these|things like this].",
    "[Bring back|Give me back] [intermissions|double bills], if only [to leave|for the exit].",
    "[Forty|Thirty|Fifty] years of [going to the pictures|film-going], and [it comes to this|I "
    "should know better].",
    "[Here's a grumble|Grumpy review ahead|Complaints department here].",
)

ESSAY_TURNS: Final[tuple[str, ...]] = (
    "[And yet|Still|All the same], ",
    "[Above all|More than that|What's more], ",
    "[Looking back|On reflection|A day later], ",
    "[For my part|To my mind|For me], ",
    "[In the end|When all is said|All in all], ",
)

TYPOS: Final[tuple[tuple[str, str], ...]] = (
    ("definitely", "definately"),
    ("because", "becuase"),
    ("really", "realy"),
    ("don't", "dont"),
    ("it's", "its"),
    ("i'm", "im"),
    (" the ", " teh "),
    ("didn't", "didnt"),
    ("their", "thier"),
    (" film ", " flim "),
    (" you ", " u "),
    (" that ", " taht "),
    ("isn't", "isnt"),
    (" though ", " tho "),
    (" and ", " & "),
    ("there's", "theres"),
    ("which", "wich"),
    (" something", " somthing"),
)

SPOILERS: Final[tuple[str, ...]] = (
    "The last scene with {actor} [changes|turns round] everything that came before it, and [I "
    "didn't see it coming|I had to sit there for a bit].",
    "So in the end it was [never about|not really about] what we were told it was about, and "
    "[{actor}'s face says it all|the first scene tells you, if you look].",
    "When {second} [finally tells|at last tells] {actor} the truth, [it's far too late|the whole "
    "room went quiet].",
    "The person you [trust|like] most in the first half is the one who [lets everyone down|breaks "
    "it all], and [it still hurts|it's there from the start].",
    "{actor} [doesn't get|never gets] what they came for, and [that's the point|it is better that "
    "way].",
    "[They part|They go their own ways] at the end, [no speeches|and neither looks back], and I "
    "[was a wreck|understood].",
    "[The goodbye|The last goodbye] comes [twenty minutes|a scene] before you expect it, and then "
    "the film [just goes on without them|has the nerve to continue].",
    "[That thing in the opening shot|What we see in the first minute] is [what settles it|what "
    "comes back] in the last, so [watch closely|don't be late].",
    "I was sure {actor} would [come back|turn up again] before the end, and [that empty place is "
    "the ending|then the credits came].",
    "[It isn't|It was never] {second} [after all|as we are led to think], and the film [plays fair "
    "about it|hides that in plain sight].",
    "The final [choice|decision] goes [the other way from|against] everything we've been [hoping "
    "for|told], and [I think it's right|I was furious, then convinced].",
    "The happy ending [is only half of one|isn't what it looks like]: [look at who's missing from "
    "the last scene|somebody pays for it].",
    "[The secret|What's been kept secret] comes out [at the worst moment|by accident], and [nobody "
    "is the same after it|{actor} has to live with it].",
    "{director} [takes back|undoes] the whole first act with [one cut|a single shot] near the end.",
    "[We find out|It turns out], [late on|very late], [who has been telling the story|why nobody "
    "ever mentions it], and [everything shifts|I gasped].",
    "Not everybody [makes it|is left] by the last reel, and the one we lose is [the one who "
    "shouldn't go|the one holding them together].",
)

SPOILER_STARTS: Final[tuple[str, ...]] = (
    "[Spoilers|Big spoilers|Spoilers ahead|Spoilers from here on].",
    "[Stop here|Look away] if you [haven't seen it|still want to see {title}].",
    "[About that ending|Can we talk about the ending|I need to talk about the end].",
    "[Don't read this first|Read this after you've seen it].",
    "",
)

FOLLOW_UPS: Final[tuple[str, ...]] = (
    "[Edit|Later|PS|Update]: [watched|saw] it again and [liked it more|liked it less|I stand by "
    "every word].",
    "[Edit|Update]: [fixed|corrected] a [typo|name], [nothing else|sorry about that].",
    "[Edit|Later]: [moved|changed] my rating [up|down] half a star, [it has been on my mind|after "
    "some thought].",
    "[PS|One more thing]: [stay for|don't skip] the credits.",
    "[A week later|Some days on|A month on] and I'm [still thinking about|still arguing about] the "
    "ending.",
    "[Edit|PS]: [someone below|a commenter] [convinced me I was too hard|says I'm too kind]. "
    "[Perhaps|Maybe so|We'll see].",
    "[Update|Later]: [showed it to|watched it with] my [mother|brother|flatmate], who "
    "[disagrees with all of this|felt the same|slept].",
    "[Edit|Added later]: [took out|removed] a line that [gave too much away|said too much].",
    "[PS|Forgot to say]: the [music|first scene|poster] [deserves a mention|is great too].",
    "[Edit|Correction]: I [misremembered|got wrong] [who wrote it|a date], [thanks to those who "
    "wrote|thanks for telling me].",
    "[Second thoughts|On second thoughts], I was [too harsh|too generous] about the [ending|"
    "middle|cast].",
    "[Edit|Update] after a [second|third] viewing: [it's growing on me|it's fading a bit|same "
    "again, please].",
)
