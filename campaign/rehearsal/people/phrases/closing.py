"""Sentences around the substance: greetings, openings, advice, rights, notices, signatures."""

GREETINGS = (
    "Dear {name}[,|]",
    "Dear {name}[,|]",
    "Dear [Requester|Applicant|Sir or Madam|Sir/Madam|Requestor][,|]",
    "[Good morning|Good afternoon|Hello|Hi][,|]",
    "[Dear|Good afternoon] {name}[ -|,]",
    "FAO {name}",
    "To {name}:",
)
OPENINGS = (
    "I [write|am writing] [in connection with|in response to|further to|with regard to] your "
    "[request|request for information|email] [dated|of|received on] {sent}[, in which you asked "
    "about {title}|].",
    "[Thank you for|We refer to] your request [of|dated] {sent}[, which has been considered under "
    "{act}|, which was handled under {act}|].",
    "Your request [for information |][about {title} |]has [now |]been [considered|dealt with|"
    "completed][ under {act}|].",
    "[Please find below|Below is|Set out below is] {org}'s [response|reply] to your request[ of "
    "{sent}|].",
    "[Our decision on|Reply to] your request of {sent} [is as follows|follows].",
    "This [letter|email|message] [is|contains] [our reply to|our response to|the decision on] "
    "your request[ under {act}|].",
    "[With reference|Further] to your request [received on|of] {sent}, [I can now reply|we are now "
    "able to reply][ as follows|].",
    "{org} has [completed|finished] its [search|work] [on|for] your request [and|of {sent} and] "
    "[replies|responds] as set out [below|here].",
    "",
    "",
)
ASKED_FOR = (
    "You [asked|asked us] [for the following|the following|]:",
    "[Your request|Request|You wrote|REQUEST|Information requested]:",
    "[For ease of reference your request was|The text of your request is repeated here]:",
    "[You have requested|We understand you to be asking for] the following information:",
)
OUR_REPLY = (
    "[Our reply|Response|Reply|RESPONSE|Answer|Our response]:",
    "[Decision|DECISION|Our decision]",
    "[We reply as follows|Our answers are these]:",
    "",
    "",
)
CONTEXT = (
    "[We asked ourselves|It was considered] whether the Environmental Information Regulations 2004 "
    "[apply|cover this]; they do not.",
    "Requests for one's own data are [handled|dealt with] under the Data Protection Act 2018 and "
    "[not|never] here.",
    "[By way of context|For context], {org} [uses|relies on] [statistical reports|crime maps] that "
    "[show what has been recorded|describe the past] [and do not forecast|only].",
    "[Please bear in mind|Note] that [record keeping|the way records are kept] [changed|was "
    "changed] [in 2021|when a new system came in], so [comparison|comparing one year with another] "
    "[needs care|is unsafe].",
    "Officers' powers to [stop|detain] people rest on section 24 of the Police and Criminal "
    "Evidence Act 1984 and are not [affected by|altered by] any software.",
    "Care for people in crisis, including under section 136 of the Mental Health Act 1983, [is not "
    "part of this answer|was not searched].",
    "[Work with local authorities|Partnership work] under section 17 of the Crime and Disorder Act "
    "1998 is [described|set out] in our annual plan.",
    "[Our reading of|How we came to read] the definitions is explained in Section 4.6 of the "
    "force's data policy[, which is on our website|].",
    "{org} [serves|polices] some {people} people [from {stations} stations|with {officers} "
    "officers] and [receives|handles] about {asks} requests a year.",
    "[Fewer than five|<5] members of staff [have|had] [an analyst's licence|access to the mapping "
    "desk] [at any time|].",
    "",
    "",
    "",
    "",
    "",
)
SEARCHES = (
    "[Searches|Enquiries] were made [with|in] [the intelligence, finance and procurement "
    "departments|IT, procurement and analysis].",
    "[We asked|I have asked] [the head of analysis|the digital policing lead|four departments] "
    "and [had a reply|heard back] [on|by] {earlier}.",
    "[The search took|This took us] about [four|six|seven] hours [in all|].",
    "",
    "",
    "",
)
LEAFLET = (
    "[How to complain|If you are unhappy with our reply]",
    "[Complaints and reviews|Your right of review]",
    "[A short guide for requesters|What you can do next]",
)
RIGHTS = {
    "foia": (
        "If you are [unhappy|dissatisfied|not satisfied] with [this reply|our decision|the way "
        "your "
        "request was handled], you [may|can] ask for an internal review within [40 working "
        "days|two "
        "months]. [If you are still dissatisfied after that|After that], you [may|can] [apply|"
        "complain] to the Information Commissioner under {s 50}.",
        "[Your right to complain|COMPLAINTS|Right of review]\n\n[Please write to|Write to] {team} "
        "if you wish to complain. A review [will be|is] [done|carried out] by someone [not "
        "involved|new to the case]. You may then go to the Information Commissioner's Office, "
        "[who will look at whether an exemption was upheld correctly|which decides such "
        "complaints].",
        "[You have the right|You are entitled] to ask us to look at this [decision|response] "
        "again, "
        "and then, under {s 50}, to ask the ICO for a decision notice.",
        "[Should you wish to appeal|If you disagree], [contact|reply to] us [within 20 working "
        "days|quoting {ref}]. [The ICO (www.ico.example) will not usually take a case before a "
        "review is finished.|The Information Commissioner can be asked afterwards.]",
        "[Internal review and complaints are explained on our website.|We have a complaints "
        "procedure as {s 45} code of practice recommends.]",
        "",
    ),
    "foisa": (
        "If you are [unhappy|dissatisfied] with [this reply|our decision], you may [within 40 "
        "working days |]ask us to review it under {s 20}. [If you remain dissatisfied|After that], "
        "you may appeal to the Scottish Information Commissioner under {s 47(1)}.",
        "[REVIEW|Your rights]\n\nYou [can|may] [require|ask for] a review [by writing to {team}|of "
        "the way we dealt with this]. The Scottish Information Commissioner (OSIC) [hears|decides] "
        "appeals after a review.",
        "[Should you disagree|If you think that we are wrong], [ask for a review within 40 working "
        "days|{s 20} lets you ask for a review]. [Appeals go to the Commissioner in St "
        "Andrews.|OSIC is the next step.]",
        "",
    ),
}
NOTICE = {
    "foia": (
        "This [letter|message] [serves as|acts as|is] a [refusal notice|notice] under {s 17(1)}.",
        "In accordance with {s 17}, [please treat this as|this is] [our|the] notice of refusal.",
        "",
    ),
    "foisa": (
        "This [letter|message] is [issued as|] a [refusal notice|formal notice] under {s 16}.",
        "As {s 16} requires, this is our refusal notice.",
        "",
    ),
}
HELP = {
    "foia": (
        "[Under {s 16} we|In line with our duty to assist ({s 16}), we] [suggest|would suggest] "
        "that you [look at our published policies|ask the commissioner's office|read our annual "
        "report].",
        "[I hope this is of help.|We hope that this helps.|I trust this is of use.]",
        "",
        "",
    ),
    "foisa": (
        "[In line with {s 15}, we|As {s 15} asks of us, we] [point|would point] you to [our "
        "published policies|our annual reports].",
        "[I hope this is of help.|We hope that this helps.]",
        "",
        "",
    ),
}
LICENCE = (
    "[Information supplied|Material released] in this reply may be re-used under the [Open "
    "Government Licence|terms on our website]. [Third party copyright is not affected.|]",
    "[We publish replies|This response will be published] in our disclosure log [without your name|"
    "in due course].",
    "",
    "",
    "",
)
THANKS = (
    "[Please quote|When writing again please quote] {ref}.",
    "[Thank you for your interest in {org}.|Thank you for your patience.]",
    "If you have [any questions|queries], please [contact|get in touch with] [me|us|{team}].",
    "",
    "",
)
FAREWELLS = (
    "Yours [sincerely|faithfully|truly][,|]",
    "[Kind|Best|With] regards[,|]",
    "[Regards|Many thanks|Thanks][,|]",
    "Yours [sincerely|faithfully]",
)
DISCLAIMERS = (
    "[This email|This message] and any attachment are [confidential|intended] for the [addressee|"
    "person named above] [alone|only]. If [you are not that person|it reached you by mistake], "
    "[tell|please tell] the sender and delete it.",
    "[{org} monitors|We monitor] email [for security|as the law allows]. [Opinions are the "
    "writer's own.|No contract can be made by email.]",
    "[Consider the environment|Think] before [printing|you print] this message.",
    "[In an emergency dial 999; otherwise 101.|Follow us for news from your neighbourhood.] "
    "[Report online at our website.|]",
)
ANNEX = {
    "foia": (
        "ANNEX - EXTRACTS FROM THE ACT\n\n{s 1?} gives a general right of access to information "
        "held. {s 12?} lets an authority refuse where the cost would be above the appropriate "
        "limit of £450 (18 hours at £25 an hour), or £600 for central government. {s 14?} is about "
        "vexatious and repeated requests. {s 21?} covers what can be had by other means, {s 31?} "
        "law enforcement, {s 40?} personal information and {s 43?} commercial interests.",
        "Appendix: exemptions in general\n\nSome exemptions are absolute, among them {s 21?}, "
        "{s 23?} and {s 40?} in part. Others, such as {s 24?}, {s 30?} and {s 31?}, are subject to "
        "the public interest. They are listed here for information and [none|not all] of them need "
        "apply to any one request.",
        "Notes on the legislation\n\nUnless an exemption applies, an authority must say whether "
        "it holds what is asked for and supply it. A refusal has to name the exemption. Where "
        "neither a yes nor a no can be given safely, parts such as {s 31(3)?} are used.",
    ),
    "foisa": (
        "ANNEX - THE LAW\n\n{s 1?} gives the right to information held. {s 12?} concerns cost "
        "above "
        "£600. {s 14?} is about vexatious and repeated requests, {s 25?} about what is already "
        "available, {s 35?} about law enforcement and {s 38?} about personal information.",
        "Appendix: exemptions in general\n\nUnless an exemption applies, information is supplied. "
        "Exemptions such as {s 33?} and {s 35?} are subject to the public interest; others, such "
        "as {s 25?}, are not. The list is given for information.",
    ),
}
