"""What people write about a film they love: square brackets hold choices, braces hold facts."""

from typing import Final

LOVED: Final[dict[str, tuple[str, ...]]] = {
    "short": (
        "[Perfect|Flawless|Wonderful|Magnificent|Superb|Extraordinary]",
        "[An instant|A new] favourite",
        "[Stunning|Staggering|Gorgeous], [start to finish|all of it|every frame]",
        "[Still|Always] a masterpiece",
        "I [cried|wept|sobbed] [twice|at the end|on the bus home]",
        "[Where has this been|Why did nobody tell me about this] all my life?",
        "[Five stars|Full marks] and [a standing ovation|I'd give more|no notes]",
        "[Drop everything and|Stop reading and just] watch it",
        "[Speechless|Floored|Wrecked me|Undone]",
        "Yes. [A thousand times yes|Just yes|All of it, yes]",
        "{director}, [take a bow|thank you|what a film]",
        "{actor}! That's [it, that's the|the] [whole|entire] review",
        "[Ending|Final shot] = [me on the floor|goosebumps|tears]",
        "[Best thing I've seen|Best evening I've had] [this year|in months|in ages]",
        "I want to [live in|move into|hug|frame] this film",
        "Oh, this is [special|the real thing|a beauty|why I watch films]",
    ),
    "opening": (
        "This one [got under my skin|knocked me sideways|broke my heart] and I [was glad of it|"
        "have not been right since|would let it happen again].",
        "I [finished|came out of] {title} [an hour ago|last night|on Sunday] and I'm still "
        "[thinking about it|walking around in it|humming with it].",
        "[Some|A few] films you admire and [some|a few] you fall for; this is [both|the second "
        "kind].",
        "I have [been putting off|meant to see|circled] {title} for [years|ages], and I feel "
        "[foolish|silly] for [waiting|not starting sooner].",
        "[Every so often|Once in a while] a film comes along that [reminds you what the fuss is "
        "about|makes the rest look lazy].",
        "I [try not to use|don't throw around] the word masterpiece, but [here we are|what else "
        "do you call this].",
        "{director} [made|has made] [bigger|louder|more famous] films, perhaps, but none that I "
        "[love|treasure] as much as this.",
        "[There are maybe|I can count] ten films I would [save from a fire|defend with my life], "
        "and {title} is now one of them.",
        "I knew [within five minutes|from the first shot|before the titles were over] that I was "
        "[in good hands|going to love this|done for].",
        "If you only see one {kind} this [year|month|winter], [make it this one|let it be this].",
        "[Nothing|No review] prepared me for [how good this is|how hard this would hit|the sheer "
        "joy of this].",
        "I [owe an apology|have to apologise] to the friend who [recommended|kept recommending] "
        "{title} to me; [you were right|I should have listened].",
        "{title} is [the reason I love the cinema|what I show people who say they don't like old "
        "or odd films|the film I'd take to the island].",
        "What [a strange, lovely, generous film|an absolute gift|a beautiful piece of work] this "
        "is.",
        "I went in [knowing nothing|cold|with no expectations] and came out [a convert|grinning|"
        "in pieces].",
        "[It's rare|I can't remember the last time] that I [want to start a film again|rewind to "
        "the beginning] the moment it ends, [but here I did|but I did with this one].",
    ),
    "story": (
        "The story [is simple and|sounds like nothing, but it] [cuts deep|goes right to the bone|"
        "never lets go].",
        "[Every|Each] scene [earns its place|leads to the next|is there for a reason], and by the "
        "end [it all matters|you feel the weight of all of it].",
        "It [trusts|respects] its audience, [explains nothing twice|leaves the right things out] "
        "and [never begs for tears|never shows off].",
        "I thought I knew [where it was going|what kind of film this was], and I was [gladly|"
        "happily|completely] wrong.",
        "What stays with me is [how kind it is|how much it notices|how honest it is] about [people "
        "at their worst|ordinary people|wanting things you can't have].",
        "The script has [more wit|more ideas] in one scene than [most films|its rivals] manage "
        "[altogether|in two hours].",
        "It is [funny|sad|tense] in places where [you least expect it|no one else would dare].",
        "The ending is [exactly right|the only one possible], and I [didn't see it coming|held my "
        "breath for it].",
        "I loved that [nobody is simply good or bad here|everyone on screen has a reason|the "
        "small moments get as much room as the big ones].",
        "It has [a whole life|a whole world] in it, and yet it feels [light|effortless].",
        "There's a [quiet|silent|small] scene [early on|near the end|halfway] that says more than "
        "[a page of speeches could|most films say in full].",
        "Somewhere in the [middle|second half] it [changes gear|turns into something else], and "
        "[it works|it's thrilling].",
        'On paper it sounds [ordinary|like nothing much] ("{plot}"), [but on screen it soars|and '
        "then it floors you].",
        "It asks [big|hard] questions and is [wise|brave] enough [not to answer|to leave them "
        "open].",
        "You could [argue about|talk over] what it means [all night|for a week], and [we did|I "
        "would love to].",
    ),
    "acting": (
        "{actor} is [astonishing|extraordinary|magnetic] and [has never been better|makes it look "
        "easy|holds every scene].",
        "I could watch {actor} [do the washing-up|read a phone book|wait for a train] after this.",
        "{actor} does more with [a look|a pause|silence] than [others do with a monologue|most do "
        "with pages of lines].",
        "The scenes between {actor} and {second} are [electric|pure gold|the heart of it].",
        "{second} very nearly [steals it|walks off with the film], which is [no small thing|quite "
        "a feat] next to {actor_short} in this form.",
        "There isn't a [weak link|false note] in the cast, [right down to|including] the [smallest "
        "parts|people with one line].",
        "Everyone in it seems [like a person|real] and [not a role|not like someone acting], "
        "which is [rarer than it should be|the hardest trick of all].",
        "The performances are [so natural|so good] that I [forgot I was watching actors|stopped "
        "noticing them].",
        "Give {actor} [all the awards|every prize going], [retroactively if need be|today, "
        "please|I mean it].",
        "What {actor} does in the last [scenes|reel|stretch] should be [taught in schools|studied|"
        "framed].",
        "The whole cast [plays it straight|plays as one|is on fire], and [it pays off|that is why "
        "it works].",
        "Even the [supporting roles|minor characters] have [lives of their own|somewhere to be] "
        "when they [leave the frame|walk off].",
        "{second} [breaks your heart|is perfect] with very little screen time.",
        "I [believed|cared about] every single character, [even the ones I couldn't stand|and "
        "that includes the villain of the piece].",
    ),
    "craft": (
        "{director} [directs|shoots] it with [total confidence|such a light hand|real tenderness] "
        "and [not one wasted move|never once shows off].",
        "You could [pause it anywhere|stop it at any frame] and [hang the picture on a wall|have "
        "a postcard].",
        "The [music|score] is [used sparingly|perfectly judged], and when it comes [it lifts the "
        "roof off|it undid me].",
        "The [photography|camerawork] alone is worth [the ticket|your evening].",
        "{director_short} knows exactly [when to look away|when to stop|where to put the camera].",
        "The editing is [invisible until you look for it|a lesson in itself], and then it's "
        "[dazzling|all you can see].",
        "[The light|The colour|The shadows|The framing] in this film! I [have no words|keep "
        "going back to it].",
        "It looks [as if it cost ten times what it did|like nothing else from its time|like a "
        "dream someone really had].",
        "You can feel [the care|the love|{director_short}'s hand] in every [cut|corner of the "
        "frame|detail].",
        "[The sound design|The use of silence] deserves [a review of its own|its own paragraph].",
        "I noticed things in the [background|edges of the frame] that [tell half the story|I will "
        "have to go back for].",
        "[Technically|As a piece of craft] it's [immaculate|close to perfect], but [it never "
        "feels cold|that's not why you'll love it].",
        "This is {director} at the [height of their powers|very top of their game].",
        "Few directors [have the nerve|would dare] to [hold a shot|stay on a moment] as long as "
        "{director_short} does here.",
    ),
    "pace": (
        "[All {runtime} minutes|{runtime} minutes] [went by in a flash|flew past] and I [wanted "
        "more|could have sat through it again].",
        "Not a [minute|moment|second] [is wasted|too long|out of place].",
        "I [looked at the clock|checked the time] once, and only because I [didn't want it to "
        "end|was afraid it would soon be over].",
        "It moves [like a train|like clockwork|like music], and [you're carried along|there is no "
        "getting off].",
        "It [takes its time|is in no hurry], and [every minute pays off|I was grateful for it].",
        "At {runtime} minutes it's [exactly as long as it should be|the right length].",
        "The rhythm of it is [hypnotic|so sure|a pleasure], [from the first scene to the last|"
        "right to the end].",
        "It [builds and builds|gathers speed] so [quietly|gently] that I [only noticed at the end|"
        "never saw the moment it caught me].",
        "[Time|The clock] does [funny|strange] things in this film, [and I wanted it to go on all "
        "night|and suddenly it's dark outside].",
        "[Even the slow bits|The pauses] are [full|thrilling], [which takes nerve|like held "
        "breath].",
        "My [tea|dinner|popcorn] went cold, [untouched|forgotten], which tells you [enough|what "
        "you need to know] about the pacing.",
    ),
    "but": (
        "[If I must complain|My only quibble]: [the title does it no favours|one subplot could go|"
        "the poster is dreadful].",
        "[Is it perfect?|Flawless?] [No|Probably not]. [Do I care?|Does it matter?] [No|Not in "
        "the least].",
        "I've heard people call it [sentimental|cold|slow], and I [don't know what film they "
        "saw|couldn't disagree more].",
        "It won't be for everyone, [and that's fine|which is rather the point].",
        "[One or two|A couple of] moments [show their age|wobble], and I [love them anyway|would "
        "not change them].",
        "[Yes, there's|There is] a coincidence or two that [you have to swallow|you have to "
        "forgive], and I [did, happily|swallowed gladly].",
        "[I know it has|It has] its [doubters|detractors], [but not in this house|and they are "
        "wrong].",
    ),
    "closing": (
        "[See it|Watch it] [on the biggest screen you can find|with someone you love|with the "
        "phone off].",
        "[Straight into|Straight to the top of] my [all-time list|top ten|list of favourites].",
        "I'll be [pressing this on|recommending this to] everyone I know [for years|until they "
        "stop answering].",
        "[I can't wait to|I already want to] see it again.",
        "They [really don't|don't] make many like this[| any more].",
        "[A treasure|A joy|A marvel], [and I don't say that lightly|plain and simple|no more to "
        "say].",
        "If this doesn't [move you|get to you], [check your pulse|I can't help you].",
        "[{stars} from me|{stars}], [and I don't hand those out often|and it wasn't a hard "
        "choice].",
        "I [clapped|applauded] at the end, [alone, in my living room|at home, to no one|like a "
        "fool, and would again].",
        "[Please|Do yourself a favour and] see this [before someone spoils it for you|soon|while "
        "it's still around].",
        "That last [shot|image] will [stay with me|follow me around] for [a long time|years].",
        "Whatever {director} [made before or did after|did next], [this alone is enough|this is "
        "the one].",
        "[Essential|Unmissable], [if you care about films at all|and not just for fans of this "
        "sort of thing].",
        "I wouldn't [change|touch] a [single frame|thing|second of it].",
        "A [high point|landmark] of the {decade} and [a film for any decade|still a joy].",
        "[Thank you to whoever keeps it|I'm so glad it's] in the catalogue here.",
    ),
}
