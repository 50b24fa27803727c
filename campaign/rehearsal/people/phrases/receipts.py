"""Sentences of messages that answer nothing: receipts, automatic replies, notes, passing on."""

ACKNOWLEDGED = (
    "[Thank you for|We acknowledge receipt of|This is to confirm receipt of] your [request|email|"
    "request for information] [dated|of|received on] {sent}.",
    "Your [FOI request|information request|request under {act}] [about|regarding|concerning] "
    "{title} [has been received|was received on {sent}|reached this office on {sent}] and [is "
    "being dealt with|has been logged|has been passed to the disclosure unit].",
    "I [write to acknowledge|acknowledge|am writing to acknowledge] your [request|enquiry], "
    "which [we|this office] received on {sent} [and which I note below|].",
    "We [have|now have] your request of {sent}. [It is being looked at under {act}.|It will be "
    "considered under {act}.|]",
    "Receipt of your request [on the subject of {title}|] is [hereby |]acknowledged.",
    "Your request has [arrived safely|come in|reached us] and [sits|is] with {team}.",
    "This email [is just to let you know|lets you know] that we have [logged|registered|opened] "
    "your request[ for {title}|].",
    "[Further to your email of {sent}, we|We] confirm that a request has been recorded in your "
    "name.",
    "Thank you for getting in touch with {org}. Your request [is now with|has been given to] "
    "[an officer|a disclosure officer|a caseworker] who will [deal with|reply to] it.",
    "Ref your [e-mail|email] below, [received and noted|logged today].",
    "Many thanks for your [recent |]request[, which has been allocated to {team}|].",
    "[The Information Governance team|{team}] [has|have] received your [letter|request|email] "
    "and [will respond in due course|will write to you again].",
)
DEADLINE = (
    "[You should|You can expect to|You will] [receive|have] [a response|our reply|an answer] [by|"
    "no later than|on or before] {deadline}.",
    "The Act allows us [twenty|20] working days, [which takes us to|so the reply is due by] "
    "{deadline}.",
    "We aim to [respond|reply] within the statutory [period|timescale] of 20 working days.",
    "[The|Your] [date for reply|due date] is {deadline}[, though we hope to be quicker|].",
    "In line with {s 10}, you will hear from us within 20 working days[ of receipt|].",
    "",
)
ACK_WARNINGS = (
    "[There may be|Please note that there can be] a [fee|charge] for [copying|postage], [in which "
    "case|and] we will [tell|ask] you first.",
    "If finding the information would take [longer|more] than 18 hours, or cost more than £450 at "
    "£25 an hour, {s 12?} may allow us to refuse.",
    "Some information may be [exempt|withheld], for instance under {s 31?} or {s 40?}; if so we "
    "will [explain|give] the reasons in our reply.",
    "[If we need|Should we require] clarification of what you want, we will [contact you|come "
    "back to you] as soon as we can.",
    "We will tell you if the information is not held[, or if it is held by someone else|].",
    "",
    "",
)
ACK_WARNINGS_SCOTLAND = (
    "If the work would cost more than £600, {s 12?} means that we need not carry it out.",
    "Some information may be [exempt|withheld]; if so we will [explain|give] the reasons in a "
    "refusal notice.",
    "[There may be|Please note that there can be] a fee for [copying|staff time] above £100.",
    "",
    "",
)
PROGRESS = (
    "[I am sorry that you have not yet had|Apologies for the delay in sending you] a [full |]"
    "response. [The department concerned|The business area] has [still to return|not yet returned] "
    "its [figures|answers].",
    "Your request is [still in hand|being worked on] and [we hope to|I expect to] [write|reply] "
    "[within the next week|shortly|as soon as it has been signed off].",
    "[Just a short note|A brief update]: the [reply|response] is [drafted|with a senior officer] "
    "and should [go out|reach you] [tomorrow|before the weekend|early next week].",
    "[We are aware|I am conscious] that the [statutory date|deadline] has passed. The delay is "
    "[down to|because of] [staff absence|pressure of work|a change of system], and you will hear "
    "from us soon.",
    "Thank you for [chasing|your reminder|your patience]. [I have asked again|We have gone back to "
    "the unit concerned] and will reply [when it answers|the moment I can].",
    "[We are|The team is] [collating|pulling together] the [information|material] from several "
    "[systems|departments]. [Nothing further is needed from you.|Bear with us.]",
)
OUT_OF_OFFICE = (
    "I am [out of the office|on annual leave|on leave|away on a course] [until|and will be back on|"
    "returning on] {back}. [Your email has not been forwarded.|I will read your message then.|For "
    "urgent matters ring the switchboard.]",
    "[Automatic reply|This is an automatic reply]: this mailbox is [monitored|read] on weekdays "
    "between 9 and 4. [You need not send your message again.|Do not reply to this message.]",
    "Thank you for your message. [I work part time|I am a part-time member of staff] and [do not "
    "look at email on Mondays and Fridays|will answer on my next working day].",
    "[Please note that|] I have [left|moved on from] the disclosure team. [Mail to this address is "
    "passed to {team}.|Messages are picked up by my colleagues in {team}.]",
    "I am away from my desk and [have no access to email|will be slow to reply]. {team} can help "
    "with information requests in the meantime.",
)
BOUNCE = (
    "[Delivery has failed to these recipients or groups|Your message could not be delivered]: "
    "{mailbox}\n\n[The mailbox is full and cannot take messages now.|The address was not found on "
    "the receiving system.|The recipient's mailbox is over its quota.] [Please try again "
    "later.|]\n\nDiagnostic: [550 5.1.1 no such user here|552 5.2.2 mailbox full|554 5.7.1 relay "
    "refused]",
    "This is the mail system at host {mailhost}.\n\nI am sorry to have to [tell|inform] you that "
    "your message could not be delivered to [one or more recipients|the address below].\n\n"
    "<{mailbox}>: [host not reachable for 48 hours|unknown user|message too large for policy]",
    "[Undeliverable|Not delivered]: your message to {mailbox} [was refused by|did not get past] "
    "the server {mailhost}. [No further attempts will be made.|The server gave up after 3 days.]",
)
POSTAL = (
    "[Our reply to your request|The response to your request] has been [posted|sent by post] to "
    "[the address that you gave us|you] today, [since the papers are too large to send by email|"
    "as we do not hold it in electronic form].",
    "The [papers|documents] that answer your request [can only be|are only] [supplied|available] "
    "on paper. [Please send us a postal address|A copy has gone to you by second class post].",
    "A [letter|printed copy of our decision] [is on its way to you|was put in the post this "
    "morning]; [nothing will follow by email|we do not send these by email].",
    "For [security reasons|reasons of policy] we do not email [attachments|decisions] to outside "
    "addresses, and have [written|replied] to you by [Royal Mail|post].",
)
EXTENDED = (
    "We [believe|consider] that [some of |]the information is covered by [a qualified exemption|"
    "qualified exemptions], and [need more time|have not finished] weighing the public interest. "
    "Under {s 10(3)!} we are [extending|therefore extending] the time for a reply to {until}.",
    "[Regrettably|Unfortunately], we [are not able|cannot] yet [to |]tell you what we have "
    "decided. {considered} The public interest [test|balance] is [complex|being considered at a "
    "senior level], so we rely on {s 10(3)!} and [will reply|expect to reply] by {until}.",
    "{s 10(3)!} [allows|permits] an authority more time where it must [consider|assess] the public "
    "interest. [We are making use of that here|That applies to your request]. {considered} Our new "
    "[target date|date for a decision] is {until}.",
    "[This letter is to tell you|I must tell you] that the public interest test is still being "
    "carried out. {considered} As {s 10(3)!} provides, the [deadline|time limit] has been "
    "[lengthened|moved]: you should have our decision by {until}.",
    "We need [a further|another] 20 working days for the public interest test, as allowed by "
    "{s 10(3)!}. {considered} Please expect the [full reply|decision] on or before {until}.",
)
UNDER_CONSIDERATION = (
    "The exemption [under consideration|that we are considering] is {s 31?}.",
    "[At present|So far] {s 31(1)(a)?} and {s 43(2)?} are being considered.",
    "[We are looking at|Consideration is being given to] {s 36?}[ and {s 31?}|].",
    "{s 24(1)?} [may|might] [apply|be engaged], but no decision has been made.",
)
UNCLEAR = (
    "[Before we can|In order to] [go further|proceed with your request], [we need|I need] to be "
    "clear about what you want. {asked}",
    "[Your request is not quite clear to us|I am unsure how to read your request]. {asked} [We "
    "will start once we have heard from you.|The clock is stopped until you reply.]",
    "[Under {s 1(3)}, w|W]e [are asking|ask] you to [help us|clarify one point] [so that we can|in "
    "order to] identify the information. {asked}",
    "[Could you clarify|Please would you clarify] the following? {asked} [If we have heard nothing "
    "within two months, the request will be closed.|]",
    "I have [passed|shown] your request [to|around] the departments concerned, and [they ask|one "
    "of them asks] a question. {asked}",
)
UNCLEAR_SCOTLAND = (
    *(text for text in UNCLEAR if "1(3)" not in text),
    "[Under {s 1(3)}, w|W]e [require|ask for] further information to identify what you seek. "
    "{asked}",
)
ASKED = (
    "[Do you mean|Are you asking about] software that is [bought in|licensed] only, or also tools "
    "[built|written] by our own analysts?",
    "Should a [spreadsheet|report] that ranks [places|people] by past [incidents|contacts] be "
    "[counted|included]?",
    "[Would you confirm|Can you tell us] whether [financial|calendar] years are [meant|wanted], "
    "since our [accounts|budgets] run from April to March?",
    "[Is your request meant to include|Does your request cover] systems run by [partner agencies|"
    "another body] to which our officers have access?",
    'When you [say|write] "trial", does that include [demonstrations|tests] by [a supplier|'
    "suppliers] with [made-up|dummy] data?",
    "Which [part|parts] of the [organisation|force] are you interested in: [the control room, "
    "intelligence, or both|all of it, or only the intelligence department]?",
)
TRANSFERRED = (
    "[This is not a matter for {org}|{org} is not the right body for this]. [We have passed your "
    "request|Your request has been forwarded] to {other}, who will [reply|respond] to you direct.",
    "The [subject|information] that you ask about [falls to|is the responsibility of] {other}. [I "
    "have, with their agreement, sent your request on|Your request has gone to them today], and "
    "[our file is closed|we are closing it here].",
    "[I suggest that you write|Please redirect your request] to {other}, since [systems of this "
    "kind|that work] [are|is] run by them on [our|the region's] behalf. We [will take no further "
    "action|have closed the request].",
    "Your request has been transferred to {other}[ under the code of practice|]. [They have|The "
    "time limit starts afresh and they have] 20 working days from [receipt|the day they got it].",
)
OTHERS = (
    "the Regional Analytics Hub",
    "the Joint Technology Board for the region",
    "our police and crime commissioner",
    "the Shared Intelligence Service",
)
REVIEW_RECEIVED = (
    "[Thank you for|We have received|I acknowledge] your [request|application] for [an internal|a] "
    "review [of our decision|of the handling of your request|]. [It will be carried out|The review "
    "will be done] by [someone who was not involved|a different officer|a colleague senior to the "
    "first decision maker].",
    "Your [complaint|letter of complaint] about [our response|the reply] to {ref} has been [logged|"
    "registered|passed on] [as an internal review|for review].",
    "An internal review has been [opened|started]. [We aim to complete it|You can expect the "
    "result] within [20|40] working days.",
    "[We note that you are unhappy|I am sorry that you are dissatisfied] with [our decision|what "
    "you were sent]. The matter [is now|has been put] under internal review.",
)
COVER = (
    "Please [find attached|see attached|see the attached] [our response to|the reply to|the "
    "decision on] your request[ {ref}|].",
    "[Attached|Enclosed] is [our reply|the response|a letter].",
    "[Our|The] [reply|response] to your request [about {title} |]is [in the attached file|attached "
    "to this email].",
    "[I attach|We attach] {org}'s [response|reply] [to your request of {sent}|].",
    "Response attached[, as requested|].",
    "[See attachment.|Please open the attached document for our response.]",
    "[Further to your request of {sent}, please|Please] [read|refer to] the attached [letter|"
    "document].",
    "[Your request has now been considered and our|Our] [letter|answer] is attached. [Please "
    "confirm safe receipt.|]",
)
