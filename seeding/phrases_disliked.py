"""What people write about a film they did not like."""

from typing import Final

DISLIKED: Final[dict[str, tuple[str, ...]]] = {
    "short": (
        "[No|Nope|Nah|Avoid|Awful|Dire|Dreadful|Tedious|Yikes]",
        "[Not for me|Not my thing], [sorry|at all|I'm afraid]",
        "[I want|Can I have|Give me] [my evening|that time|those hours] back[|, please]",
        "[Fell asleep|Nodded off|Gave up] [twice|halfway|near the end]",
        "[Boring|Dull|Lifeless], [boring|and loud|and long|start to finish]",
        "[How|Why] [did this get made|is this so popular|do people like this]?",
        "[What a|Such a] [waste|mess|bore|slog|let-down]",
        "[Overrated|Wildly overrated|Overpraised]",
        "[Even {actor} couldn't|Not even {actor} could] [save|rescue] this[|, sadly]",
        "[Bad|Weak|Poor], and [not in a fun way|I was on its side|it knows it]",
        "[One star|Half a star] [for the effort|for the costumes|for the dog]",
        "{director} [on autopilot|on a bad day|asleep at the wheel]",
        "[Hated it|Couldn't stand it|Really disliked this]",
        "[Life is too short|There are better ways to spend an evening]",
    ),
    "opening": (
        "[I really tried|I did try] with {title}, [I promise|honestly], and [it gave me nothing "
        "back|got nowhere].",
        "[What a disappointment|What a let-down] [this was|this turned out to be].",
        "I [don't|do not] understand the [praise|affection|good notices] for this [at all|one "
        "bit].",
        "{title} is [a mess|a chore|hard work], and [not an interesting one|for very little "
        "reward].",
        "[I should have|I wish I had] [trusted|listened to] the [reviews|warning signs].",
        "[Somebody|Someone] will [tell me|say] I [missed the point|didn't get it]. [Perhaps|"
        "Maybe]. [I doubt there was one|I stopped looking for it].",
        "[Where to start|Where do I begin]? [With the script, I suppose|The good parts won't take "
        "long].",
        "If {title} were [a meal|a soup], I'd have [sent it back|asked for the bill] after "
        "[the starter|ten minutes].",
        "This is [the sort of|exactly the kind of] film that [gives {kinds} a bad name|puts "
        "people off {kinds}].",
        "[I've liked|I usually like] {director}, so I [wanted this to work|expected better], "
        "[which makes it worse|and feel a bit cheated].",
        "I [stuck it out|made it to the end], [out of stubbornness|because I'd paid|so you "
        "don't have to].",
        "[Everything|Nearly everything] about this [rubbed me up the wrong way|rang false].",
        "[A waste|A sad waste] of [a good idea|a decent cast|an evening], [and of the popcorn|and "
        "I don't say it with joy].",
        "[Nobody|No one] in my house [made it to the end|finished this one], [me included only "
        "just|and I envy the ones who left first].",
    ),
    "story": (
        "The plot [makes no sense|falls apart] if you [think about it for a second|so much as "
        "look at it].",
        "[Nothing|Not one thing] in it [feels earned|surprised me|has any weight].",
        "[It lurches|It stumbles] from one [cliché|big moment] to the next [without a thought|and "
        "none of them land].",
        "The [dialogue|script] is [wooden|painful|all explanation], [and nobody talks like "
        "that|as if written by committee].",
        "I [couldn't have cared less|didn't care for a moment] about [who did what|what became of "
        "anyone].",
        "It [mistakes|confuses] [gloom for depth|noise for excitement|being vague for being deep].",
        "The ending is [a cheat|an insult], [and you see it coming a mile off|and it takes for "
        "ever to get there].",
        '"{plot}" is [the whole film|all there is], and I\'ve just [saved you the trouble|'
        "spared you the rest].",
        "Every [character|person] in it is [a type|a coat hanger], and the film [doesn't seem to "
        "notice|knows it and ploughs on].",
        "It [sneers at|looks down on] its own people, and [I found that ugly|after a while I "
        "sneered back].",
        "The [jokes|lighter moments] [fall flat|die on the floor], and the [serious bits|drama] "
        "made me [laugh|giggle].",
        "There's [no tension|nothing at stake], [just things happening one after another|only "
        "people waiting for the next scene].",
        "Whatever it [wanted|was trying] to say, it [said it in the first five minutes|got lost on "
        "the way].",
    ),
    "acting": (
        "{actor} looks [bored|lost|tired], and [who can blame them|I knew the feeling].",
        "{actor} is [badly miscast|all wrong for this], [and it sinks the film|which is nobody's "
        "fault but the producers'].",
        "{actor} and {second} have [the chemistry of two wet socks|no chemistry at all|less spark "
        "than a damp match].",
        "[Everyone|The whole cast] [shouts|mumbles|poses], and [nobody listens|no one acts].",
        "{second} [overacts|hams it up] [as if paid by the gesture|from the first scene], and "
        "[nobody called a halt|it doesn't help].",
        "The acting is [stiff|wooden|all over the place], [with a few brave exceptions|down to the "
        "smallest part].",
        "[I like|I normally love] {actor}, [but not here|which is why this hurts].",
        "[Even {actor} can't|Not even {actor} can] find [a person|anything to hold on to] in this "
        "part.",
        "The characters [change their minds|fall in love] from one scene to the next, and the "
        "[actors|performances] [can't hide it|don't help].",
        "Somebody [should have|might have] told {actor_short} [what film this was|that the camera "
        "was on].",
        "I've seen [school plays|nativity plays] with more [conviction|life] in the performances.",
    ),
    "craft": (
        "{director} [seems to have|must have] been [asleep|elsewhere|on the phone] for most of it.",
        "It's [ugly|drab|badly lit] to look at, [and not on purpose|and I don't mean gritty].",
        "The [music|score] [never shuts up|bangs on], [as though we might forget to feel "
        "something|over scenes that needed quiet].",
        "The editing [gave me a headache|makes no sense], and [the rest wasn't much help|I lost "
        "track of who was where].",
        "{director_short} [piles on|throws in] every trick going, [and none of them help|like "
        "someone salting a bad soup].",
        "[It's|The whole thing is] [shot|put together] like [an advert for carpets|a tax form|"
        "somebody's holiday video].",
        "[Technically|As film-making] it's [clumsy|careless], [right down to the sound|and you "
        "wonder who signed it off].",
        "[All style|All surface], [no film|and not even a nice surface].",
        "[You could|I could] [cut|shuffle] the scenes in any order and [nobody would notice|it "
        "might improve].",
        "[Whatever|If] {director} was [going for|after] [something], it [isn't|never got] on the "
        "screen.",
    ),
    "pace": (
        "{runtime} minutes, and [I felt each of them|I counted every one|it felt like a week].",
        "[Was it really only|Only] {runtime} minutes? [My knees say otherwise|It felt like a "
        "season].",
        "[Scenes start late and end later|No scene ends when it should], [and the whole thing "
        "limps|so there's no rhythm to any of it].",
        "I [checked my watch|looked at the clock] so often [I could draw it from memory|that my "
        "wife hid it].",
        "It has [two speeds|two gears], [slow and stopped|dawdling and panic].",
        "It [goes on and on|just won't end], [and then there's another scene|long after it has "
        "run out of things to do].",
        "[Deathly|Painfully|Glacially] slow, [and for what|with nothing to look at on the way].",
        "I've had [dentist appointments|train delays|tax returns] that [moved faster|had more "
        "drive].",
        "By the [halfway mark|second half] I was [counting ceiling tiles|reading the back of the "
        "crisps packet|doing the dishes].",
        "It [could|ought to] have been [half as long|twenty minutes], and [still wouldn't have "
        "been good|I'd still have left early].",
    ),
    "but": (
        "[I'll give it this|Credit where it's due]: [the costumes are nice|the first few minutes "
        "are promising|the idea is a good one].",
        "[One point|Half a star] for [the hats|the cat|the scenery|the catering, which I assume "
        "was good].",
        "[I know|I do know] people [who love it|with good taste who love it], and I [remain "
        "puzzled|won't argue].",
        "[Perhaps|Maybe] [I was in a foul mood|you had to be there|it means more if you grew up "
        "with it].",
        "[The poster|The trailer] is [good|great], I'll [say that|grant it].",
    ),
    "closing": (
        "[Avoid|Skip it|Give it a miss], [unless you've lost a bet|and call a friend instead|life "
        "is short].",
        "[Never again|Once was too often].",
        "[{stars}|{stars}, and that's generous|{stars} for the catering].",
        "I [kept waiting|waited] for it to [start|get going], and then it [was over|ended].",
        "[There are|I can name] a [hundred|dozen] better {kinds}, [and you've seen most of "
        "them|start anywhere].",
        "[Go and watch|Put on] [anything else|something you love|paint dry] instead.",
        "[I won't be back|I'll not be going back] for [the sequel, if there is one|a second look].",
        "[Some films are misunderstood|There are misunderstood films]. This [isn't one|is just "
        "bad].",
        "[I'm sorry|Sorry], {director}, [but no|not this time].",
        "[It has already|It's already] [left my mind|gone from my head], [which is the kindest "
        "thing about it|mercifully].",
        "[Right|Well], that's [off the list|one less to see], at least.",
        "[I want|I'd like] [the evening|the time] back, [or at least an apology|but I'd settle for "
        "a biscuit].",
        "[The best part|My favourite part] was [the credits|when it stopped].",
    ),
}
