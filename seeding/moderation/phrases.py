"""Public reasons of decisions, by action and by why a thing was reported."""

from collections.abc import Mapping
from typing import Final

# [a|b] is a choice; every sentence is true of any film and names nobody.
DISMISSED: Final[Mapping[str, tuple[str, ...]]] = {
    "spoiler": (
        "What it tells is [in the trailer|on the poster|said in the first ten minutes].",
        "It hints, but [gives no turn of the story away|leaves the ending alone].",
        "The film is [a true story|a retelling] whose end is common knowledge[| by now].",
        "It is folded already, so nobody reads it by [accident|mistake].",
    ),
    "off-topic": (
        "It wanders, but it [comes back to the film|is about the film in the end].",
        "Where and with whom somebody saw a film [belongs to a review|is part of how they saw it].",
        "Short is not off topic: [it says what its author thinks|a verdict is a review].",
        "Comparing a film with [another|the book] is [about the film|what reviews do].",
    ),
    "abusive": (
        "It is harsh about the film, not about [anybody here|a person]; that is allowed.",
        "Strong words about [an actor's work|the script|the direction] are criticism.",
        "Disliking what others love is not [abuse|an attack on them].",
        "Rude about a character[, who does not exist|]: no rule is broken.",
    ),
    "spam": (
        "It praises the film and sells nothing.",
        "The same author likes many films[| in similar words]; that is enthusiasm, not spam.",
        "It names where the film can be [seen|rented], without a link or an offer.",
    ),
    "personal": (
        "What it says of the [director|cast] is [public|in every biography].",
        "The only private life in it is its author's own.",
    ),
    "illegal": (
        "It speaks of a crime in the film, not of one that [its author means|is to be committed].",
        "Nothing in it is against the law; [it is only in bad taste|it is a joke].",
    ),
    "other": (
        "Nothing in it breaks a rule; [one may disagree with it|an answer to it is a review].",
        "We do not judge whether a rating is [fair|too low].",
        "A mistake about [the year|a name] is no reason to take a review down.",
    ),
}
# By action, and by the rule that it names.
ACTED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "mark-spoiler": {
        "4": (
            "It tells how the film ends[, so it is folded now|].",
            "It names who [did it|survives|is behind it all]; whoever wants to know unfolds it.",
            "The turn in the middle is given away in the [first|second|last] sentence.",
            "The review stays as it is, but folded: it gives [the twist|the last scene] away.",
            "[Half|Most] of it retells the plot up to the end.",
            "It quotes the last line of the film[, which is better heard there|].",
        ),
    },
    "hide": {
        "1": (
            "It is about [other reviewers|an argument elsewhere] and hardly about the film.",
            "It answers another member [in person|by name] instead of speaking of the film.",
            "It is [mostly|only] a complaint about [a cinema|a delivery|a streaming service].",
        ),
        "2": (
            "It can come back once [the insult|the part about another member] is gone.",
            "Hidden until its author takes the [shouting at others|name-calling] out.",
        ),
        "3": ("Hidden until [the link|the offer] is taken out; the rest may come back.",),
        "4": ("It is written to spoil the film [for others|on purpose], from the title on.",),
        "5": ("It holds somebody's [address|telephone number|full name], which has to go first.",),
        "6": (
            "It says where to find a copy that nobody may share; without that it may come back.",
        ),
    },
    "remove": {
        "1": (
            "Nothing in it is about the film; [all of it is a quarrel|it continues an argument].",
        ),
        "2": (
            "It calls other members names and says nothing of the film.",
            "It [threatens|wishes harm to] another member.",
            "It attacks people for [where they come from|what they believe|whom they love].",
        ),
        "3": (
            "It is an advertisement [with a link|for a shop|for a paid service].",
            "The same text stands under [a dozen|twenty|many] films and speaks of none.",
        ),
        "5": (
            "It publishes what somebody [wrote in private|never meant to be public].",
            "It says where somebody [lives|works], who is not in the film.",
        ),
        "6": ("It links to [a stolen copy of the film|a site that sells stolen accounts].",),
    },
    "warn": {
        "1": (
            "Please speak about the film: the last [three|four|few] reviews argue with readers.",
            "A review is no place for [a quarrel|an answer to another review].",
        ),
        "2": (
            "One insult is [where we say something|one too many]; the next such review is hidden.",
            "The tone towards other members has to change[| from now on].",
        ),
        "3": ("Links to [a shop|one's own channel] in every review are advertising.",),
        "4": ("Please fold what gives a story away; this is the [second|third] time.",),
        "5": ("Please leave [other people's names|private matters] out of reviews.",),
        "7": ("Asking friends to report what one dislikes is not what reports are for.",),
    },
    "limit": {
        "1": (
            "[Two|Three] warnings about quarrels in reviews: a moderator looks first from now on.",
        ),
        "2": (
            "Reviews of this account insulted members again[; they are looked at first now|].",
            "After [two|three] warnings, posts of this account wait for a moderator.",
        ),
        "3": (
            "Several reviews in [a week|a few days] were advertising, so a moderator looks first.",
            "Links in nearly every review: until that ends, they are held for a look.",
        ),
        "7": ("Votes and reports of this account follow [another one|a pattern] too closely.",),
    },
    "suspend": {
        "2": (
            "Insults [after a warning|again and again]: a pause until the day named.",
            "Followed another member from film to film with [insults|mockery].",
        ),
        "3": ("The same advertisement under many films; reading goes on, posting rests.",),
        "5": ("Put [a private address|private pictures] on the site, after being asked not to.",),
        "6": ("Offered [stolen copies|stolen accounts] to other members.",),
        "7": ("A second account voted with this one[, which is against the rules|].",),
    },
    "close": {
        "2": ("Threats against members, [after a suspension|more than once].",),
        "3": ("The account was made to advertise and has done nothing else.",),
        "6": ("The account [sold|dealt in] stolen accounts and nothing else.",),
        "7": ("One of several accounts of the same person, all used to [vote|report] together.",),
    },
}
