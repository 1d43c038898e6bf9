"""What people write about a film they are in two minds about."""

from typing import Final

MIXED: Final[dict[str, tuple[str, ...]]] = {
    "short": (
        "[Fine|OK|All right|Okay], [I suppose|I guess|nothing more]",
        "[A mixed bag|Uneven|Patchy|Half good|So-so|Middling]",
        "[Meh|Hmm|Shrug|Eh], [but {actor} is good|nice try|could be worse]",
        "[Didn't love it, didn't hate it|Neither here nor there|I've seen worse]",
        "[Great|Good|Lovely] [idea|premise], [shame about the rest|so-so film|less great film]",
        "[It passes|Passed] [the time|an evening]",
        "[Expected|Hoped for|Wanted] [more|better] [from {director}|from all this|, honestly]",
        "[Looks nice|Looks lovely]. [That's about it|Not much else|Feels empty]",
        "[Watchable|Perfectly watchable|Just about watchable]",
        "[I don't get|Not sure I get] [the hype|the fuss]",
        "[Good bits|Fine moments], [dull bits|weak ending|long middle]",
        "[Still|Really] [not sure what I think|making up my mind]",
        "[Forgettable|Slight|Harmless], [but pleasant|mostly|in a nice way]",
        "{actor} deserved [better|a better script|a better film]",
    ),
    "opening": (
        "[I'm in two minds|I'm torn|I can't make up my mind] about [this one|{title}].",
        "[There's|There is] a [good|better|great] film [hiding|buried] somewhere in {title}.",
        "[I wanted to like|I really wanted to love] this [more than I did|a lot more than I did].",
        "{title} is [one of those films|the kind of film] [you respect|you admire] more than you "
        "[enjoy|like].",
        "[Perfectly|Entirely] [watchable|all right], [and already fading|and gone by the next "
        "morning].",
        "[I see|I can see] why people [love|rate] this, but it [left me a bit cold|never quite "
        "clicked for me].",
        "[Half|About half] of this is [very good|terrific]. [The other half|The rest] is [a "
        "slog|padding|not].",
        "[Not bad|Not bad at all], [not good|not great], [just sort of there|somewhere in the "
        "grey middle].",
        "[After everything I'd heard|With its reputation], I expected [rather more|fireworks], "
        "and got [a sparkler|a polite evening].",
        "For {a_kind} it's [strangely|oddly] [short on|shy of] [surprises|feeling].",
        "[An odd one|A strange one], this. [I liked parts of it|It kept losing me and winning me "
        "back].",
        "{director} is [usually more fun than this|capable of better], [but even a lesser one has "
        "its moments|and I say that as a fan].",
        "[I can't fault the ambition|You can't fault the effort], [only the result|just what came "
        "of it].",
        "[Maybe|Perhaps] I was [tired|in the wrong mood|too old for it], but {title} [didn't quite "
        "do it for me|took a lot of effort].",
    ),
    "story": (
        "The [first half|opening] [promises|sets up] a lot that the [ending|rest] [doesn't "
        "deliver|quietly forgets].",
        "It [can't decide|never decides] [what it wants to be|whether to be funny or sad], and "
        "[falls between the two|so ends up as neither].",
        "There's a [fine|good] [idea|theme] in the middle of it, [not fully worked out|and a lot "
        "of padding around it].",
        "Things [happen|take place] because the plot [needs them to|says so], [not because anyone "
        "would do them|and you notice].",
        "[Some|A few] scenes [really sing|work beautifully], [others just sit there|the ones "
        "between them don't].",
        "I [cared|was interested] [on and off|now and again], [mostly in the side story|and never "
        "for long].",
        "The [tone|mood] [wobbles|shifts about] [from scene to scene|more than it should].",
        'From the summary ("{plot}") I [expected|imagined] [something livelier|more trouble] '
        "than this.",
        "The ending [just sort of arrives|comes out of nowhere], [though I liked the last "
        "image|and I rewound to see what I'd missed].",
        "It has [interesting|clever] things to say and [says them twice|puts them all into "
        "speeches].",
        "The [script|dialogue] is [on and off|uneven]: [one good line, then three flat ones|now "
        "sharp, now wooden].",
        "There's [plenty going on|a lot of plot], and [oddly little to hold on to|not much of it "
        "sticks].",
        "[Too many|A few too many] [characters|threads], [too little|not enough] time with any of "
        "them.",
    ),
    "acting": (
        "{actor} is [good|fine|watchable], but [the part isn't there|can only do so much with "
        "this].",
        "{actor} [works hard|does what's possible], and [you can see it|it nearly works].",
        "{second} seems to be in [a different film|another, better film], and I'd [rather see that "
        "one|like to see that one].",
        "I [never quite|didn't quite] believed in {actor} here, [good as the others are|though the "
        "smaller parts are well cast].",
        "The cast [is better than|deserves better than] the [material|lines] they're given.",
        "{actor} and {second} are [each fine|good separately], but [there's no spark|together "
        "nothing happens].",
        "The acting [ranges|goes] from [lovely|very good] to [stiff|am-dram], [sometimes in one "
        "scene|often in the same shot].",
        "[Nobody embarrasses themselves|Everyone is competent], and [nobody stands out|that's as "
        "far as it goes].",
        "{actor_short} has two [great|wonderful] scenes and [spends the rest standing around|a lot "
        "of waiting in between].",
        "The leads are [likeable|pleasant] enough, [if a bit blank|though the characters are "
        "thin].",
        "[It's mostly|It is mainly] {actor} who [keeps it afloat|saves it from worse].",
    ),
    "craft": (
        "{director} has [an eye|style], [no doubt|nobody can deny it], but [here it gets in the "
        "way|style only gets you so far].",
        "It's [handsome|good to look at] and [a bit airless|rather distant].",
        "The [music|score] [tells you what to feel|works overtime], [which wears thin|and I wish "
        "it wouldn't].",
        "[Some|A handful of] [striking|beautiful] images, [strung together loosely|and a lot of "
        "ordinary ones in between].",
        "The editing [is a bit of a puzzle|feels nervous], [as if two versions had been glued "
        "together|as though nobody trusted the material].",
        "It's [competently|decently] [made|shot], [in a way that leaves no trace|and that's the "
        "nicest thing I can say].",
        "{director_short} [tries|goes for] something [different|bold] here, and [I'd give it "
        "points for trying|it comes off about half the time].",
        "[Nice|Pretty] [locations|sets], [flat lighting|stagey blocking].",
        "[For every|With every] [good choice|clever touch] there's [a clumsy one|something that "
        "made me wince] right behind it.",
        "[The craft is there|It's all well put together]; [the pulse isn't|I just wasn't moved].",
        "[Visually|To look at] it's [a treat|fine]; [emotionally|as a story] it's [a bit of a "
        "desert|only so-so].",
    ),
    "pace": (
        "{runtime} minutes [felt longer|is a lot to ask|is more than it needs].",
        "It [drags|meanders|drifts] [in the middle|for long stretches], and [I checked the time "
        "twice|my mind wandered off to the laundry].",
        "It [rushes|hurries] past the [interesting|good] bits and [lingers on|spends ages with] "
        "the rest.",
        "There's a [tight|sharp] [short film|hour] in here, [stretched thin|padded out].",
        "[Slow|Slow going], [and not always in a good way|which I don't mind, but it has to lead "
        "somewhere].",
        "[It takes|It needed] [for ever|an age] to [get going|warm up], and is then [over too "
        "soon|gone in a puff].",
        "The pacing is [odd|lumpy], [all run-up and no jump|with long dull patches between the "
        "good bits].",
        "[At|With] {runtime} minutes I [wanted it shorter|kept thinking where I'd cut], [and I "
        "don't often|scissors in hand].",
        "I [paused it|got up] [twice|more than once] and was [in no hurry to come back|not sure "
        "I'd finish].",
    ),
    "but": (
        "[To be fair|In its defence], [it got better as it went on|I've thought about it more than "
        "I expected|my partner loved it].",
        "[Then again|That said], there's [one scene|one moment] [near the end|early on] that "
        "[nearly redeems it|I wouldn't want to have missed].",
        "[I might|Maybe I'd] like it [more|better] on a second go, [and I may try|but I doubt I'll "
        "find out].",
        "[You may well|Others will] get more out of it [than I did|than me], [and I hope so|so "
        "don't let me put you off].",
        "[Credit where it's due|On the plus side], it [tries something|isn't lazy|never talks down "
        "to you].",
    ),
    "closing": (
        "[One for|Strictly for] [fans|completists|fans of {director}].",
        "[Worth a look|Worth seeing once] [if it's on|if you've nothing else lined up], [not worth "
        "crossing town for|no more].",
        "[{stars}|{stars}, I think|Call it {stars_lower}], [and don't ask me to explain|for the "
        "good bits].",
        "[I don't regret it|No regrets], [I won't repeat it|but once is enough].",
        "I'd [see|try] another {director} before [this one|coming back to this].",
        "[Fine for|Good enough for] [a rainy afternoon|doing the ironing|a night when you're too "
        "tired to choose].",
        "[Make of that what you will|Your mileage may vary|I'll leave it there].",
        "[Ask me again in a year|Maybe time will be kind to it|I'll sleep on it].",
        "[A missed chance|A near miss], [and a bit of a pity|more's the pity].",
        "I [hoped|wished] for [more|better], and [still do|that's on me].",
        "As {kinds} go, it's [somewhere in the middle|neither the best nor the worst].",
        "[I'll remember|I'll keep] [a scene or two|{actor} in it], and [let the rest go|not much "
        "else].",
        "[Shrug|Oh well]. [On to the next|There are others].",
    ),
}
