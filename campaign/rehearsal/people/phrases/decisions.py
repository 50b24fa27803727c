"""Sentences that decide: nothing held, withheld, over cost, neither confirmed nor denied.

Where the two Acts number things differently the sentences stand under `foia` and `foisa`.
"""

NOT_HELD = {
    "foia": (
        "[I can confirm|We can confirm|It is confirmed] that {org} [does not hold|holds no] [the "
        "information requested|information of this kind|recorded information on this].",
        "[Following|After] [a search|searches] of our [records|systems], [no information has been "
        "found|nothing was found] [that falls|falling] within your request.",
        "[Under|In accordance with|As required by] {s 1(1)(a)!}, [I|we] [confirm|state] that [no "
        "information is held|the information is not held by {org}|{org} does not hold this].",
        "{org} [does not use, and has not tried,|has never tried or used] [any|a] [tool|system|"
        "product] of the [sort|kind] [that you describe|described], [and so has|so there are] no "
        "[records|information] [to give|for] you.",
        "[Please record this as a nil return|Nil return] [for all the years you list|in respect of "
        "every question].",
        "We [don't|do not] record [any of |]this[, for any of the years|].",
        "[I am afraid that we|Unfortunately we] cannot help, because we do not have [it|what you "
        "ask for][. There is no such file|].",
        "[We are|I am] not aware of any [system|tool|record] [in {org} |]that [meets|would meet] "
        "[your|either] definition.",
        "[What you ask for|Any such information], if it exists at all, would be held by {other}, "
        "[not by|and not by] {org}.",
        "Nothing [that you ask for|of the kind] [is|has ever been] [kept|recorded|in our "
        "possession], [so|and] [each of your questions|the whole request] must be answered in that "
        "way.",
        "[The departments that would know|Procurement, IT and analysis] have [all |]told us that "
        "they [have no|hold no] [records|documents] [on the subject|of that description].",
        "[Your request relates to|This concerns] [a technology|software] that {org} does not have; "
        "[there is|that means] nothing [held|on file] [to disclose|that we could send].",
        "We have been unable to [locate|trace] [anything|any recorded information] that would "
        "[answer|meet] your [request|questions], and [are satisfied that|believe that] none is "
        "held.",
        "No information held[ - {ref}|].",
    ),
    "foisa": (
        "[In terms of|Under] {s 17(1)!}, [I|we] [give notice|hereby give you notice] that {org} "
        "[does not hold|holds none of] the information [requested|you seek].",
        "[This is a notice|We give notice] under {s 17!} that [the information is not held|nothing "
        "of the kind is held] by {org}.",
        "[Following|After] a search [of our records|], [we confirm that |]no information [is held|"
        "was found]; {s 17(1)!} [requires|obliges] us to [tell you so|give you formal notice].",
        "{s 17!} applies, since {org} [has never had|does not have] [such|any such] [software|"
        "a system] and [has|keeps] no records of it.",
        "[We do not have|There is not] any recorded information [that meets|within] your request, "
        "and [so |]{s 17(1)!} is engaged.",
    ),
}
NOT_HELD_MORE = (
    "[The definitions in your letter were put to|Your definitions were read by] [the analysts|our "
    "digital lead], [who|and they] [confirmed this|could think of nothing like it].",
    "[This covers|The answer is the same for] [every year|all years] [and every question|and both "
    "kinds of system|].",
    "[You may wish to|You could] [try|ask] {other}.",
    "",
    "",
)

EXEMPTIONS = {
    "foia": {
        "31(1)(a)": "[the prevention or detection of crime|Law enforcement]",
        "31(1)(b)": "[the apprehension or prosecution of offenders|Law enforcement]",
        "24(1)": "[National security|safeguarding national security]",
        "30(1)(a)": "[Investigations|investigations and proceedings]",
        "30(2)(b)": "[information from confidential sources|Investigations]",
        "40(2)": "[Personal information|personal data of third parties]",
        "43(2)": "[Commercial interests|prejudice to commercial interests]",
        "22(1)": "[Information intended for future publication|future publication]",
    },
    "foisa": {
        "35(1)(a)": "[Law enforcement|the prevention or detection of crime]",
        "35(1)(b)": "[the apprehension or prosecution of offenders|Law enforcement]",
        "31(1)": "[National security and defence|national security]",
        "34(1)": "[Investigations|investigations by Scottish public authorities]",
        "38(1)(b)": "[Personal information|personal data]",
        "33(1)(b)": "[Commercial interests|substantial prejudice to commercial interests]",
        "27(1)": "[Information intended for future publication|publication within 12 weeks]",
    },
}
WITHHELD = (
    "[We are|I am] [withholding|refusing to supply] {what} [under|in reliance on|by virtue of] "
    "{cite} ({exemption}).",
    "{cite}, {exemption}, exempts {what} [from disclosure|].",
    "{cite} [applies|has been applied] to {what}, and [it|that information] will not be "
    "[disclosed|released].",
    "[I have decided|It has been decided] [to withhold|not to disclose] {what}. The exemption "
    "[used|that we rely on] is {cite} ({exemption}).",
    "{org} [holds|does hold] {what} but [considers it|believes it to be] exempt [under|by virtue "
    "of] {cite}.",
    "[Disclosure of {what}|To release {what}] [has been refused|is refused] [in accordance with|"
    "under] {cite}.",
    "[After consideration|Having weighed the arguments], {what} [will not|cannot] be provided; "
    "{cite} [refers|is engaged].",
    "{cite} - {exemption}. [We rely on this|This is our ground] for not [releasing|supplying] "
    "{what}.",
)
HARM = {
    "policing": (
        "[Harm|HARM|Evidence of harm]: [to say|saying] what [software|equipment] {org} [has|lacks] "
        "[would|could] show [offenders|those who mean harm] where [policing is weaker|they are "
        "less likely to be noticed].",
        "[Disclosure|Release], [when set beside|together with] [other forces' replies|what others "
        "have released], would [build up a picture|reveal a pattern] of [tactics|capability] "
        "[across the country|].",
        "[The prejudice|Prejudice] would be [real|likely] because [the tools|such tools] [work "
        "only while|lose their value unless] [their use|their reach] is [not known|kept quiet].",
        "[Knowing|To know] [the answers|this], a person could [change|alter] [their habits|how "
        "they "
        "act] and [avoid|escape] notice.",
        "",
    ),
    "commercial": (
        "[If|Were] prices [were|to be] known, [bidders|suppliers] would [set|pitch] the next "
        "tender "
        "by them, and [the public purse|{org}] would [lose|pay more].",
        "[The maker|Our supplier] [was asked and objects|has objected], [fearing|pointing to] "
        "[undercutting|loss of trade] by [rivals|competitors].",
        "[A contract|The contract] is [out to tender|being renewed], and [the figures|the details] "
        "would [weaken|undermine] our [hand|position] in it.",
        "",
    ),
    "personal": (
        "[The numbers|The groups] are so small that [people|individuals] could be [identified|"
        "recognised] [from them|]. [That would be unfair to them|They would not expect it], and "
        "[the data protection principles|the first principle] would be [broken|breached].",
        "[Release|Disclosure] would [not be fair|be unlawful] [to the people concerned|]: [they "
        "were "
        "told|it was collected on the footing] that it would [not be |stay un]published.",
    ),
    "publication": (
        "[A report|A statement] with [all of this|these figures] is [to be published|due] [in the "
        "autumn|within the next few weeks], and it is [reasonable|sensible] to wait for it.",
        "[We intended|It was always intended] to publish [this|these data] [with our annual "
        "accounts|at the end of the year].",
    ),
}
PUBLIC_INTEREST = (
    "[Public interest test|The balance of the public interest]\n\nFor disclosure: [openness about|"
    "better debate on] [how money is spent|the use of data]. Against: [the harm described|loss of "
    "tactical advantage]. [On balance|Weighing these], the [interest in|case for] [withholding|"
    "maintaining the exemption] [is the stronger|prevails].",
    "[As this exemption is qualified|The exemption being qualified], we [weighed|considered] the "
    "public interest. [Transparency|Accountability] [counts|speaks] for release, [but|yet] [public "
    "safety|the ability to prevent crime] [outweighs it|counts for more].",
    "We [accept|acknowledge] that [people have an interest|there is public interest] in [this "
    "subject|the matter]. [It does not outweigh|That is outweighed by] the [need|duty] to [protect "
    "the public|keep methods effective].",
    "",
)
COST = {
    "foia": (
        "[We estimate|It is estimated] that [to answer|answering] your request would [take|need] "
        "{hours} hours, which [is above|exceeds] the [appropriate limit|limit of 18 hours]. {s "
        "12(1)!} [therefore applies|allows us to refuse it], and we [do so|refuse it].",
        "[Information is held|{org} does hold information], but [to retrieve it|its retrieval] "
        "would [mean|involve] [reading|opening] {files} [files|records] by hand at [two|three] "
        "minutes each. [That is|This comes to] {hours} hours. [Your request is refused|We refuse "
        "your request] under {s 12(1)!}.",
        "[The cost of complying|Compliance] would [be over|exceed] £450, that is 18 hours at £25 "
        "an hour. [We are not obliged|There is no obligation] to [comply|go on] ({s 12!}).",
        "[Even to find out whether|To establish whether] [the information is held|we hold this] "
        "would [exceed|go over] the [cost limit|appropriate limit], so {s 12(2)!} [is engaged|"
        "applies].",
        "[What you ask for|The information] is not held centrally [or|and is not] in a [reportable|"
        "retrievable] format. [Each|Every] [district|station] would have to [search|look] [its own "
        "records|for itself], some {hours} hours in all, and {s 12(1)!} [relieves us of|removes] "
        "the duty.",
        "[Your request|All of it] is exempt under {s 12(1)!}, as [the work|finding it] would take "
        "{hours} hours.",
        "We [neither confirm nor deny|can neither confirm nor deny] that the information is held, "
        "because [a search to find out|finding out] would [itself |]exceed the [appropriate |]"
        "limit ({s 12(2)!}).",
        "{s 12(1)!} [does not oblige|means that we need not] [an authority to |]comply where the "
        "limit would be passed. [Our estimate|The estimate] [here |]is {hours} hours.",
    ),
    "foisa": (
        "[We estimate|It is estimated] that the cost [would be|comes to] £{pounds}, [above|which "
        "is more than] the £600 [limit|that the regulations set]. {s 12(1)!} [applies|means that "
        "we need not comply].",
        "[In terms of|Under] {s 12!}, {org} is not obliged to [comply|deal with a request] where "
        "the cost would exceed £600. [At £15 an hour, {hours} hours|The {hours} hours needed] "
        "[would cost|come to] £{pounds}.",
        "[The data|What you ask for] [cannot be extracted|is not in a reportable form]. {files} "
        "records would [need|have] to be read, at a cost of £{pounds}; [we refuse|I refuse] the "
        "request under {s 12(1)!}.",
    ),
}
COST_BY_REGULATIONS = {
    "foia": (
        "[To answer|Answering] would take [about|some] {hours} hours. The Freedom of Information "
        "and Data Protection (Appropriate Limit and Fees) Regulations 2004 set [a limit of 18 "
        "hours|£450, at £25 an hour], and we [will not|shall not] [go beyond it|exceed it].",
        "[The Appropriate Limit and Fees Regulations 2004|The Fees Regulations] [do not require|"
        "spare] us [to do|] work of more than £450. [Yours|Your request] would cost £{pounds}, so "
        "[it is refused|we must refuse it].",
    ),
    "foisa": (
        "The Freedom of Information (Fees for Required Disclosure) (Scotland) Regulations 2004 "
        "[set|fix] £600 as the [most|limit] that we must spend. [Your request|This one] would cost "
        "£{pounds}, and [we refuse it|is refused] [for that reason|].",
    ),
}
NARROW = (
    "[You could narrow|If you narrowed] your request[ to the last two years|, say to one kind of "
    "system|], [and we would look at it again|we may be able to help].",
    "[As advice|To help you]: [finance records|contract titles] [can be searched|are searchable] "
    "[quickly|within the limit].",
    "[I cannot suggest|We see no way of putting] [a smaller request|it so] that would come [within|"
    "under] the limit.",
    "",
)
NCND = {
    "foia": (
        "{org} [neither confirms nor denies|can neither confirm nor deny] [that it holds|whether "
        "it holds] [any of |][the information|what you ask for]. The duty in {s 1(1)(a)?} does not "
        "apply, by virtue of {ncnd}.",
        "[By virtue of|Under] {ncnd}, we [are not required|have no duty] to [confirm or deny|say] "
        "whether [information|the information requested] is held.",
        "[We will not say|I can give no reply as to] whether {org} holds this. [To do so|Either "
        "answer] would [itself |][harm|prejudice] [the interests protected by|what is protected "
        "in] {ncnd}.",
        "[The exclusion from|Exemption from] the duty to confirm or deny [in|under] {ncnd} "
        "[applies "
        "to|is claimed for] {what}.",
    ),
    "foisa": (
        "[In terms of|Under] {ncnd}, {org} [refuses to reveal|will not reveal] whether [the "
        "information|it] exists or is held. [If it were held, it would be exempt under {s "
        "35(1)(a)?}.|]",
        "{ncnd} [allows|permits] an authority to [neither confirm nor deny|refuse to say] whether "
        "information [is held|exists], where [to do so|either answer] would be contrary to the "
        "public interest. [We do so here|That is our decision].",
    ),
}
NCND_SECTIONS = {
    "foia": ("31(3)", "24(2)+31(3)", "23(5)+24(2)", "31(3)+30(3)", "23(5)"),
    "foisa": ("18(1)", "18"),
}
NCND_CAVEAT = (
    "[This should not be taken|Nothing here should be read] as [evidence|a sign] that [information|"
    "any information] [of the kind |]is or is not held.",
    "[No inference|Nothing] [can|should] be drawn from this [reply|refusal] [either way|].",
    "",
)
VEXATIOUS = {
    "foia": (
        "[We have decided that|In our view] [the request|your request] is vexatious [within the "
        "meaning of|under] {s 14(1)!}. [The burden|The work] [is out of proportion|it would cause "
        "is out of all proportion] to [its purpose|what would be learned].",
        "{s 14(1)!} [provides|says] that [we need not comply|there is no duty to comply] with a "
        "vexatious request. [The number of separate answers|Some {files} separate cells of data] "
        "would be [a grossly oppressive burden|more than this office can bear]. [This is no "
        "comment on you|It is the request and not the person that is so described].",
        "[As|Since] you [made|sent us] [much the same|a substantially similar] request [recently|"
        "within the last few weeks], it is [a repeated request|repeated] and {s 14(2)!} [applies|"
        "relieves us of the duty to answer].",
    ),
    "foisa": (
        "[In terms of|Under] {s 14(1)!}, we are not obliged to comply with a vexatious request. "
        "[Yours|Your request] would [impose a significant burden|tie up the unit for weeks].",
        "[We consider|Our view is] that the request is [vexatious|manifestly unreasonable in its "
        "burden] and {s 14(1)!} applies.",
    ),
}
ALREADY_PUBLIC = {
    "foia": (
        "[The information is|All of this is] [already published|reasonably accessible to you], and "
        "so exempt under {s 21(1)!}. [See|It is at] {site}publications/technology/.",
        "[We refer you to|Please see] our [disclosure log|publication scheme] at {site}foi/log/, "
        "where [the same questions|these points] [were answered|are answered] [in May|last year]. "
        "{s 21!} [therefore applies|refers].",
        "[Our reply|The reply] is that [what you ask for|this] [can be found|is to be found] [on "
        "our website|in our annual statement] ({site}about/data/). {s 21(1)!}, [information "
        "accessible by other means|an absolute exemption], applies.",
        "[Everything you ask for|What you seek] was published [by us |]in [March|January] at "
        "{site}transparency/. [No further copy will be sent|Please look there].",
    ),
    "foisa": (
        "[The information|All of it] is otherwise accessible, at {site}publications/technology/, "
        "and [exempt under|we rely on] {s 25(1)!}.",
        "{s 25(1)!} [applies|is engaged] because you can [reasonably obtain|get] [the information|"
        "all this] from {site}transparency/.",
    ),
}
CORRECTED = (
    "[In our reply of|In our letter of] {earlier} [there was an error|something was wrong]. "
    "[Please "
    "use the following instead|The corrected answers are these].",
    "[I am sorry to say that|It has come to light that] [part of our reply|an answer that we gave "
    "you] was [mistaken|incomplete]. [The right answers are|It should have read]:",
    "[Since we replied|After our reply went out], [another department has told us more|further "
    "records were found]. [We therefore send|This is] an amended answer.",
    "[Further to our reply|With reference to our earlier message], [please note the following|the "
    "position is in fact this]:",
    "CORRECTION - [this replaces|please substitute this for] the [answers|part] [given before|that "
    "we gave you on {earlier}].",
    "[A colleague has pointed out|We have since noticed] that our [figures|answers] need "
    "[amending|changing]. [With apologies|Sorry for any trouble]:",
)
REDACTED = {
    "foia": "[Names of junior staff|The names of officers below chief inspector] have been "
    "[redacted|removed] under {s 40(2)!}.",
    "foisa": "[Names of junior staff|The names of officers below chief inspector] have been "
    "[redacted|removed] under {s 38(1)(b)!}.",
}
REJECTED_EXEMPTION = {
    "foia": (
        "[We considered|Consideration was given to] {s 31?}, [but|and found that] the public "
        "interest [favours|lies in] release[, so the information is given in full|].",
        "[A colleague suggested|It was suggested] that {s 43?} might apply. [We do not think so|"
        "It does not].",
    ),
    "foisa": (
        "[We considered|Consideration was given to] {s 35?}, [but|and found that] the public "
        "interest [favours|lies in] release.",
        "It was suggested that {s 33?} might apply. [We do not think so|It does not].",
    ),
}
PARTIAL_OPENINGS = (
    "[We are able to|We can] [supply|answer] [part of|some of] [your request|what you ask][. The "
    "rest is dealt with below|].",
    "[Part of|Some of] the information [is supplied|can be given][, and part is not|].",
    "[Your request is answered in part|This is a partial answer].",
    "",
)
FULL_OPENINGS = (
    "[Our answers are|Answers are] [in red|in bold|in blue] [below|after each question].",
    "[All of your questions are answered below.|We [can|are able to] answer [in full|all your "
    "questions].]",
    "[I can confirm that|We confirm that] [the information is held|we hold information][ and it is "
    "supplied|].",
    "[Under|In line with] {s 1(1)}, [the answers are as follows|we reply as follows].",
    "",
    "",
    "",
)
SUMMARY_NIL = (
    "[The short answer is no|In brief, the answer is no] [throughout|to all your questions].",
    "[{org} has not trialled or used|We have neither tried nor used] [such systems|systems of "
    "either kind] in the years [given|asked about].",
    "",
    "",
)
