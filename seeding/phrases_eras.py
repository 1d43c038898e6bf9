"""How people place a film in its time: {decade} reads "1950s", {year} is the year."""

from typing import Final

# each era: last year, kind words, unkind words
ERAS: Final[tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        1929,
        (
            "It's [getting on for|about] a century old, and [it moves me more than last week's "
            "releases|there's nothing dusty about it].",
            "Without [a word spoken|a single spoken word] it [says everything|tells you "
            "everything].",
            "[Silent film|Silent cinema] at its most [alive|daring]: [if you think it isn't for "
            "you, start here|not a museum piece at all].",
            "To think that in {year} they [had to invent all this|made this up as they went "
            "along].",
        ),
        (
            "I know it's from {year} and I [tried to make allowances|adjusted my expectations], "
            "[but still|but only up to a point].",
            "[Of historical interest|One for the historians], [and I mean only that|and little "
            "more].",
            "Silent films can be [thrilling|magic]; [this one just sits there|this isn't].",
        ),
    ),
    (
        1949,
        (
            "[The {decade}|Films of the {decade}] had [a snap|a shine] that [nobody has got "
            "back|money can't buy now].",
            "[For a film from {year}|Considering it's from {year}] it's [startlingly modern|"
            "remarkably frank].",
            "It has that [studio gloss|silvery look] of the {decade} that I [adore|could live in].",
        ),
        (
            "[Some {year} films|Some films of the {decade}] [feel fresh|could be from today]; "
            "[this one creaks|this isn't one of them].",
            "It's [stagey|stuffy] even [for {year}|by the standards of the {decade}].",
            "[The attitudes|Its attitudes] are [of their time|very much {year}], and [not in a "
            "charming way|that's hard to sit through].",
        ),
    ),
    (
        1969,
        (
            "[You can feel the {decade}|The {decade} are all over it], [in the best way|and I "
            "wouldn't want it otherwise].",
            "It was made in {year} and [could have been made yesterday|hasn't lost a thing].",
            "[They took|People took] [real risks|chances] in the {decade}, and [this is proof|it "
            "shows here].",
        ),
        (
            "[It may|It might] have been [daring|fresh] in {year}; [it isn't now|now it just looks "
            "tired].",
            "[It's|The whole thing is] stuck in {year}, [and not the nice part of it|like an old "
            "sofa|and "
            "can't find the door].",
            "The {decade} [style|manner] [weighs it down|hasn't helped], I think.",
        ),
    ),
    (
        1979,
        (
            "[Grainy|Rough], [unhurried|unpolished] and [grown-up|a bit dangerous], as [the best "
            "of the {decade} are|only the {decade} could be].",
            "[You'd never|No one would] get this made [now|today] the way they did in {year}.",
            "There's [a freedom|a looseness] to films of the {decade} that I [miss|can't get "
            "enough of].",
        ),
        (
            "It has all the [brown wallpaper|zooms] of the {decade} and [none of the nerve|little "
            "else].",
            "[{year} was a great year for films|They made great films in {year}], [just not this "
            "one|and also this].",
        ),
    ),
    (
        1989,
        (
            "[It's very|It's so] {year}, [hair, synths and all|from the hair down], and I [love "
            "it for that|mean that nicely].",
            "I [wore out the tape|had this on video] as a kid, and [it holds up|it's as good as I "
            "remembered].",
            "[Pure|Peak] {decade}, [and I'll hear nothing against it|with a heart under the "
            "hairspray].",
        ),
        (
            "The [{decade}|eighties] have [a lot|much] to answer for, and this [is on the "
            "list|comes "
            "near the top].",
            "It [has dated|has aged] [like milk|badly], [synths and all|poor thing].",
        ),
    ),
    (
        1999,
        (
            "[I miss|How I miss] this kind of mid-sized film, the sort they [made every week|"
            "turned out] in the {decade}.",
            "[Saw it in {year} and|I first saw it around {year}, and it] [has stayed with me "
            "since|still works].",
            "It's [so very|gloriously] {decade}, [before everybody had a phone in their hand|and "
            "better for it].",
        ),
        (
            "It [must have|might have] felt [clever|edgy] in {year}, [and now it's just "
            "smug|but the edge has gone].",
            "[Leave it in the {decade}|The {decade} can keep it], [please|with the other relics].",
        ),
    ),
    (
        2009,
        (
            "[I can't believe|Strange to think] it's [already this old|from {year}]; [it feels "
            "new|it hasn't aged a day].",
            "[One of|Easily one of] the [best|better] things to come out of {year}.",
            "I somehow [missed it|let it pass me by] in {year}, [and I'm glad to have caught "
            "up|which was a mistake].",
        ),
        (
            "[It has that|It's got that] [washed-out|jittery] {year} look [that I never liked|and "
            "I had forgotten how much I hate it].",
            "I [skipped|missed] it in {year}, and [I should have left it there|rightly so].",
        ),
    ),
    (
        9999,
        (
            "[One of|Among] the [best|finest|most interesting] [releases|films] of {year}, [and "
            "hardly anybody saw it|if you ask me].",
            "[It's|This is] the kind of thing [I'd hoped|I thought] nobody [would dare make|made] "
            "in the {decade} any more.",
            "[A modern film|A recent film] that [takes its time|looks up from its phone]: [more, "
            "please|there's hope].",
        ),
        (
            "[So this is|This is] what [passes for|they call] [cinema|a film] in the {decade}, "
            "[is it|I suppose].",
            "[Made for|It looks made for] [a phone|background viewing], like [too much|half of "
            "what came out] in {year}.",
        ),
    ),
)

KIND_TO_ANY_YEAR: Final[tuple[str, ...]] = (
    "Whatever else {year} [gave us|was good for], [it gave us this|there's this to be said for "
    "it].",
    "[Made in {year}|It's from {year}], and [I'd show it to anyone today|it speaks to me now].",
    "I've been [reading up on|exploring] the {decade} [lately|this year], and this is [a high "
    "point|exactly what I was after].",
    "There's something of the {decade} in [every frame|the air of it], [and I breathed it in|which "
    "is half the pleasure].",
    "[If someone asks me about|For anyone curious about] the {decade}, [I start here|this is a "
    "good "
    "place to start].",
    "[Nothing else|Little else] from {year} [looks|feels] [quite like this|so alive].",
)

UNKIND_TO_ANY_YEAR: Final[tuple[str, ...]] = (
    "[Perhaps|Maybe] you had to [be there in {year}|see it in {year}].",
    "{year} had [better|stronger] films [to offer|by the dozen], [and I've seen a few|honestly].",
    "I've been [reading up on|exploring] the {decade} [lately|this year], and this is [one I could "
    "have skipped|no one's best work].",
    "[If someone asks me about|For anyone curious about] the {decade}, [I wouldn't start "
    "here|start "
    "somewhere else].",
    "[It's a {year} film through and through|It could only be from {year}], [with all the faults "
    "that brings|and that isn't praise].",
    "[The {decade} were|The whole of the {decade} was] [full of|awash with] films like this, [and "
    "most were better|which doesn't excuse it].",
)
