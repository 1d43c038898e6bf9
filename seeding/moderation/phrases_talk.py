"""What reporters, moderators and whoever appeals say in their own words."""

from collections.abc import Mapping
from typing import Final

REPORTED: Final[Mapping[str, tuple[str, ...]]] = {
    "spoiler": (
        "I [had not seen|was about to see] it[ and now I need not|]!",
        "Tells the ending in [one sentence|passing].",
        "Please fold this[|, it ruins the film].",
    ),
    "off-topic": ("Not a word about the film.", "This is about [politics|a cinema|popcorn]."),
    "abusive": (
        "This is [aimed at me|about another member], not the film.",
        "Nobody should have to read this[| here].",
        "Third time this week[|, same person].",
    ),
    "spam": ("[Same text|The same link] under other films.", "It only wants to sell something."),
    "personal": ("That is [a real address|somebody's full name].", "Private, and not theirs."),
    "illegal": ("Links to [stolen films|something forbidden].", "I think the police should know."),
    "other": (
        "The rating is a mistake, [I think|surely].",
        "Written by [somebody who made the film|a machine], it seems to me.",
        "It has the wrong film: this is about the remake.",
    ),
}
NOTED: Final = (
    "[Looked at|Read] the author's other reviews: [nothing like it|two more in this tone].",
    "Could go either way; [the rule is clear, though|I lean towards leaving it].",
    "The reporter [was right before|reports this author often].",
    "Asked [another moderator|the others]; we agree.",
    "Same author as a case [last week|last month].",
    "I would wait for [one more report|somebody who has seen the film].",
)
PRIVATE: Final = (
    "[Second|Third] time for this author.",
    "If it happens again: [limit|suspend].",
    "The reporters know each other, but they are right here.",
    "Borderline; [happy to be overruled|open to an appeal].",
)
APPEALED: Final = (
    "I wrote about the [film|character], not about [anybody here|a person]. Please read it again.",
    "What I tell happens in the first [scene|five minutes], so I do not think it is a spoiler.",
    "I see why this was reported, but [removing it all|this] is too much; I would change it.",
    "The sentence that was meant is [a quotation from the film|irony]. I should have said so.",
    "Others say the same [every day|in harder words], and [theirs|nothing of it] is gone.",
    "I was never [warned|told] before. [A word would have been enough.|Please give me a chance.]",
    "The link went to [a review of mine elsewhere|a public archive], and I sell nothing.",
)
GRANTED: Final = (
    "Read again, it is about the [film|character]; the decision was too strict.",
    "The appeal is right: this is [said in the first scene|a quotation], and no rule is broken.",
    "A word would have been enough[ for a first time|]. It is taken back.",
    "The other moderators see it as the appeal does[|, and so do I now].",
)
REFUSED: Final = (
    "Read twice: it does what the rule forbids[, whatever was meant|].",
    "Irony that readers take for an insult [is one|hurts like one]. It stands.",
    "What others write is [looked at too|reported and decided by itself]; this one stands.",
    "It can be written again without [that sentence|the part in question]; this one stays.",
    "The reason given then holds; the appeal [says nothing against it|does not change it].",
)
UNDONE: Final = (
    "I took it for another review[; my mistake|].",
    "On a second look it [breaks no rule|is about the film].",
    "The author had changed it [before|meanwhile]; what is there now is fine.",
    "Decided too fast: the words were [quoted|from the film].",
)
