"""What people write about a film they like, with a reservation or two."""

from typing import Final

LIKED: Final[dict[str, tuple[str, ...]]] = {
    "short": (
        "[Really|Very|Properly|Surprisingly|Quietly] [good|enjoyable|charming]",
        "[Good|Solid|Decent] [fun|stuff|evening in|Sunday film]",
        "[Better than|Nicer than|Sharper than] [I expected|its reputation|the poster]",
        "[Liked|Enjoyed] [it|this] [a lot|more than I thought I would|very much]",
        "A [lovely|fine|cracking|clever] little film",
        "[Would|Will happily] watch again",
        "[Well worth|Worth] [a look|your evening|the time|tracking down]",
        "[Great|Lovely|Good] [first|second] half",
        "{actor} [carries it|makes it|is great in this]",
        "[Solid|Reliable|Good] {director}",
        "[Underrated|Overlooked], [I think|if you ask me|and I'll say so]",
        "[Not perfect|Flawed], [but I liked it|still very good|but charming]",
        "[Nice|Good] one",
        "Came for {actor}, stayed for [the rest|the story|all of it]",
        "[It works|This works]. [Simple as that|No complaints|More please]",
        "[Warm|Smart|Tight], [funny|sharp|neat] and over [too soon|before you know it]",
    ),
    "opening": (
        "I [liked|enjoyed] this [a good deal|a lot] more than I [expected to|thought I would].",
        "{title} is [a good film|a very good film] that [keeps brushing up against|stops just "
        "short of] being a great one.",
        "[A solid|A thoroughly decent|A very likeable] piece of work, [with a few rough edges|and "
        "better than it needed to be].",
        "[I had|I'd] [heard mixed things|been warned off this|read some sniffy reviews], so this "
        "was a [pleasant|nice] surprise.",
        "[There's|There is] a lot to like [here|in {title}], [and not much to hold against it|"
        "even if it never quite takes off].",
        "[It took|It takes] me [ten minutes|a little while] to [settle in|get on its wavelength], "
        "and then I [was happy|had a fine time].",
        "{director} can do this [sort of thing|kind of film] [in their sleep|with one eye shut], "
        "but [doesn't|luckily stays awake here].",
        "As {a_kind} this does [nearly everything right|just what you'd hope|the job and a bit "
        "more].",
        "[Not everything in it works|It isn't flawless], but [what works works very well|I had a "
        "smile on my face for most of it].",
        "[Good old-fashioned|Proper, unfussy] [storytelling|film-making], and I [needed|wanted] "
        "[exactly that|just that] this week.",
        "I'd call {title} [a keeper|comfort viewing|one for a rainy Sunday], and I mean that [as a "
        "compliment|kindly].",
        "I [put this on|picked this] because of {actor}, and [stayed for everything else|it was a "
        "good decision].",
        "[Somebody|A friend|Someone on here] told me to [try|watch] this, and [I'm glad I did|it "
        "was a good tip].",
        "[More|A lot more] thoughtful than the [poster|summary|title] [suggests|lets on].",
        "{title} [knows what it is|doesn't pretend to be more than it is], and [that goes a long "
        "way|I find that refreshing].",
    ),
    "story": (
        "The [plot|set-up] is [familiar|nothing new], but it's [told with care|told well|told "
        "with a straight face].",
        "It [has something to say|has a point to make] and [mostly|usually] finds a [good|fresh] "
        "way to say it.",
        "The first half is [the stronger one|better than the second], though [the end makes up "
        "for a lot|it finishes well].",
        "I [guessed|saw] the [ending|big turn] [coming|early], and [didn't mind|it still worked].",
        "The [humour|quieter side of it] [lands|works] [more often than not|nearly every time].",
        "There are two or three scenes here that [are as good as anything|I'd put up against the "
        "best].",
        "It [avoids|dodges] most of the [clichés|easy ways out], and [where it doesn't, it has the "
        "grace to be quick|the rest I forgive].",
        'The premise ("{plot}") [promises|sounds like] one thing and the film [gives you|'
        "becomes] something [a bit richer|kinder].",
        "The dialogue is [sharp|lively|better than it has to be], [with a couple of lines I'll be "
        "stealing|and people actually listen to each other].",
        "The relationships [feel lived in|ring true], which [matters more than the plot|is half "
        "the battle].",
        "It's [clear|smart] about what [everyone wants|is at stake] and [lets that do the work|"
        "builds from there].",
        "I [liked|appreciated] that it [doesn't tie everything up|leaves a few threads hanging].",
        "It wears its [heart|influences] on its sleeve, [which I found endearing|and that suits "
        "it].",
        "The stakes are [small|modest], and [that's part of the charm|I was invested all the "
        "same].",
    ),
    "acting": (
        "{actor} is [very good|excellent|a pleasure to watch], and [lifts|carries] the [weaker "
        "scenes|quieter stretches].",
        "{actor} and {second} [have real chemistry|play off each other nicely|make a good pair].",
        "{second} is the [surprise|find] here, [funny and a bit sad|quick and warm|in a part that "
        "could have been nothing].",
        "The cast is [strong|well chosen], [even if|though] not everyone gets [enough to do|the "
        "scenes they deserve].",
        "You [can tell|sense] that {actor} [is enjoying it|believes in this], and [it's catching|"
        "that carries over].",
        "[Nice|Lovely|Unshowy] work from {actor}, [as usual|who I always like|again].",
        "I would [happily|gladly] have [had more of|spent more time with] {second}, whose "
        "[scenes|moments] are [the best in it|a treat].",
        "The supporting characters are [drawn with affection|well sketched], [each with a quirk "
        "or two|and nobody overdoes it].",
        "The performances are [sound all round|good across the board] and [now and then|once or "
        "twice] [more than that|really touching].",
        "{actor} has [the kind of face|a presence] that [does half the work|you don't get tired "
        "of].",
        "The acting is [a notch above|better than] what [the material asks for|you usually get "
        "in this kind of thing].",
        "{actor_short} [underplays it|keeps it small], which is [the right choice|just right "
        "here].",
    ),
    "craft": (
        "{director} [keeps things moving|keeps a steady hand on it] and [knows where the laughs "
        "and the hurt are|doesn't get in the way].",
        "It [looks good|is handsomely made], [without making a fuss about it|and the sets are "
        "worth a look on their own].",
        "The [music|score] is [lovely|catchy], if [a touch insistent|used a little often].",
        "[Nicely|Neatly|Crisply] shot and [cut|put together], with [an eye for small things|a few "
        "images that stick].",
        "You can see {director} [trying things out|having fun], and [most of it comes off|it "
        "suits the film].",
        "[There's a real|It has a strong] sense of place, [which I'm always a sucker for|and you "
        "can almost smell it].",
        "[The direction|{director_short}'s direction] is [assured|brisk|unfussy] rather than "
        "[flashy|brilliant], and that [fits|is fine by me].",
        "[One|A single] [long take|sequence] [near the middle|in the first half] is [worth the "
        "price on its own|really something].",
        "The [costumes|sets|locations] are [a treat|a joy], [and clearly somebody did their "
        "homework|and do a lot of the storytelling].",
        "It's [modest|small] in scale and [makes a virtue of it|all the better for it].",
        "[The camera|The eye behind the camera] is [patient|curious], [and so was I, happily|which "
        "gives the actors room].",
        "Some of the [effects|technical side] [creaks|shows its seams], [but in a way I find "
        "sweet|though it never breaks the spell].",
    ),
    "pace": (
        "At {runtime} minutes it [doesn't outstay its welcome|is well judged|feels about right].",
        "It [sags|dips|slows] a little [in the middle|around the middle], then [picks up again|"
        "finds its feet].",
        "It could [lose|do without] ten minutes, [but I wasn't bored|and I'd still have enjoyed "
        "it].",
        "It [zips|trots|ticks] along [nicely|at a good clip], [and then it's over|with hardly a "
        "dull patch].",
        "[It never hurries|It ambles], and I [came to like that|was in the mood for it].",
        "The [rhythm|pacing] is [a bit old-fashioned|gentle], [and restful for it|in a good way].",
        "[Long stretches|Whole stretches] of it [fly by|are a breeze], and the [rest|slower bits] "
        "I forgave.",
        "A [slow|quiet] start, [and then I was in|but stick with it].",
        "[I never once reached for my phone|My attention never wandered], which [these days is "
        "high praise|from me says a lot].",
        "{runtime} minutes is [a good length|plenty] for [a story like this|what it wants to do].",
    ),
    "but": (
        "[The one thing|What] I [didn't buy|could not quite swallow] was [the very end|the "
        "romance|how neatly it all works out].",
        "[A little more|A bit more] [bite|danger|mess] and this [would have been|might have been] "
        "[great|something special].",
        "[I'm less sure about|I could have done without] the [subplot|final scene|opening "
        "narration|comic relief].",
        "[It plays safe|It's a bit safe] [now and then|in places|where it could have dared more].",
        "[My only real complaint|The main problem]: [we never learn enough about half these "
        "people|it explains its point once too often|it doesn't trust us with silence].",
        "[Some of it|Bits of it] [hasn't aged well|feels a bit thin|could be sharper], but [never "
        "mind|that's a small thing].",
        "[Does it reinvent anything?|Is it original?] [Not really|No], [and it doesn't have to|but "
        "I'll take well made over original].",
        "The [last act|ending] is [a bit rushed|too tidy for me], [though I see why they did "
        "it|which cost it a star].",
    ),
    "closing": (
        "[Recommended|Warmly recommended], [especially for a rainy day|with small reservations|"
        "and keep a blanket handy].",
        "[I'll|I will] [look out for|seek out] more by {director}.",
        "[A good|A fine|A solid] {kind}, and [there aren't so many of those|I'll take it].",
        "[Not one|Maybe not one] for the ages, but [very much one for|perfect for] a [Friday "
        "night|wet afternoon|long weekend].",
        "[{stars}|A firm {stars_lower}|{stars} from me], and [another half on a good day|I was "
        "tempted to go higher].",
        "[I'd watch it again|I can see myself watching it again], [and probably like it more|and "
        "not just for {actor}].",
        "It [left me|sent me to bed] [in a good mood|happy|smiling], and [sometimes that's "
        "enough|what more do you want].",
        "[Glad I saw it|Glad I gave it a go].",
        "[You could do|There are] a lot worse [than this|for company of an evening].",
        "If you like [this sort of thing|{kinds}], you'll [like this|have a fine time].",
        "[Deserves|Ought to have] [more love|a bigger audience] than it [gets|has].",
        "A [minor|small] [pleasure|delight], but a pleasure [all the same|no less].",
        "[Good, not great|Very good, not quite great], and [I'm at peace with that|no shame in "
        "that].",
        "[I've been recommending it at work|I lent it to my neighbour|I've told my sister to see "
        "it], with [a note about the slow bits|no small print].",
        "One of the [better|nicer] [discoveries|surprises] of my [month|year] so far.",
    ),
}
