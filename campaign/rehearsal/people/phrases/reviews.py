"""Sentences of internal reviews: those that uphold, those that overturn, those about delay."""

OPENINGS = (
    "[This letter gives|I write with] the [result|outcome] of [the internal review|your request "
    "for "
    "a review] of {ref}.",
    "[You asked|We were asked] for an internal review of [our decision on your request|how your "
    "request was handled].",
    "INTERNAL REVIEW\n\n[Background|The request]: [you wrote to us on|your request was dated] "
    "{sent}.",
    "[I have|A panel of two has] now [completed|finished] the [internal |]review [that you asked "
    "for|of our reply of {earlier}].",
    "[Further to|With regard to] your [complaint|appeal] about {ref}:",
)
UPHELD = (
    "[I have reviewed|We have looked again at] [our decision|the handling of your request]. [I "
    "find|We find] that it was handled correctly and [that the reply was right|I have nothing to "
    "add].",
    "[The outcome of the review is|Following review, the decision is] that the [original|first] "
    "decision [is upheld|stands].",
    "[Your complaint is not upheld|I do not uphold your complaint]. [The reasons given at "
    "first|The "
    "grounds set out before] [were sound|still apply].",
    "[Having considered|After weighing] [the points you raise|your arguments], [I agree with|the "
    "panel agrees with] the [first decision maker|original reply]. [It will not be changed|No "
    "change is made].",
    "[I was not involved in|I took no part in] the [first|original] decision. [In my view|I am "
    "satisfied that] [the right answer was given|the request was answered properly], and [I see no "
    "reason to depart from it|I endorse it].",
)
KEEPS = (
    "[I am satisfied that|It is my finding that] {cite} was [correctly|properly] "
    "[applied|engaged].",
    "[Reliance on|The use of] {cite} [was|remains] [right|justified].",
    "{org} maintains its reliance on {cite}.",
    "[On|As to] {cite}: [the reviewer agrees|I agree] with the [first|earlier] [reasoning|letter].",
    "{cite} [still applies|was the right provision], [for the reasons first given|and nothing in "
    "your letter changes that].",
)
OVERTURNED = (
    "[We accept your complaint|I accept your complaint|Your complaint is upheld]. [The information "
    "should have been released|You should have had this at first], and it [follows|is given "
    "below].",
    "[On review|Having looked again], [the first answer|our first reply] [turned out not to be|was "
    "not] [accurate|right]. [The correct position is|What we should have said is] [as follows|set "
    "out here].",
    "[The panel decided|I have decided] to [overturn|set aside|reverse] the [original|first] "
    "decision. [A fresh reply follows.|The information is now supplied.]",
    "[I do not think|The reviewer does not consider] that [the exemption|the ground given] [can be "
    "relied on|holds]. [It is withdrawn|We no longer rely on it], and [our answer is now|we reply "
    "instead] as follows.",
    "[Our decision has been changed|The outcome has changed] [after|on] review[. We apologise for "
    "the error|]. [Answers follow|These are the answers].",
)
DELAY = (
    "[The review looked at|You complained about] [the time we took|delay]. [We did not reply "
    "within "
    "20 working days|Our reply was late], [which is|and that was] a breach of {s 10(1)}. [In that "
    "respect your complaint is upheld|I uphold the complaint to that extent], [and we apologise|"
    "with our apologies]; [the decision itself|the substance of our reply] is not changed.",
)
DELAY_SCOTLAND = (
    "[You complained about delay|The review looked at delay]. [Our reply was late|We were out of "
    "time] under {s 10(1)}. [I uphold your complaint to that extent|That part of the complaint is "
    "upheld] and [apologise|am sorry]; the [decision|substance] [is not changed|stands].",
)
