"""The register of provisions, as data: what each number stands for, in our own words.

Sources: Freedom of Information Act 2000 (2000 c.36); Freedom of Information (Scotland) Act 2002
(2002 asp 13); Environmental Information Regulations 2004 (SI 2004/3391); Environmental Information
(Scotland) Regulations 2004 (SSI 2004/520); Freedom of Information and Data Protection (Appropriate
Limit and Fees) Regulations 2004 (SI 2004/3244).

A row is `number, kind, title, parts, ncnd`. A paragraph with a meaning of its own has a row of its
own. `parts` lists the subsections and paragraphs that exist, as `1:a-c 2 3:*` (subsection 1 with
paragraphs a to c, subsection 2 with none, subsection 3 with whatever); empty where they are not
listed and anything passes. `ncnd` is the provision under which the authority may neither confirm
nor deny in such a case, empty where it may not.
"""

from __future__ import annotations

Row = tuple[str, str, str, str, str]


def _exemption(number: str, kind: str, title: str, parts: str, ncnd: str = "") -> Row:
    return number, kind, title, parts, ncnd


def _duty(number: str, title: str, parts: str = "", kind: str = "procedural") -> Row:
    return number, kind, title, parts, ""


def _paragraphs(number: str, kind: str, titles: dict[str, str], ncnd: str = "") -> list[Row]:
    return [(number + tail, kind, title, "", ncnd) for tail, title in titles.items()]


FOIA: list[Row] = [
    _duty("1", "right to be told whether information is held, and to have it", "1:a-b 2 3:a-b 4-6"),
    _duty("1(1)(a)", "whether it is held", kind="not_held"),
    _duty("1(1)(b)", "to have the information communicated"),
    _duty("1(3)", "the authority needs to know more to find it", kind="clarification"),
    _duty("2", "effect of the exemptions and the public interest test"),
    _duty("3", "public authorities, and when information is held", "1:a-b 2:a-b"),
    _duty("8", "what a valid request is", "1:a-c 2:a-c"),
    _duty("9", "fees notice", "1-5", kind="fees"),
    _duty("10", "time for answering", "1 2:a-b 3:a-b 4-6"),
    _duty("10(3)", "more time for the public interest test", kind="extension"),
    _duty("11", "form in which the answer is given"),
    _duty("11A", "datasets for re-use"),
    _exemption("12", "cost", "cost above the appropriate limit", "1-3 4:a-b 5", "12(2)"),
    *_paragraphs(
        "12",
        "cost",
        {
            "(1)": "answering would cost more than the limit",
            "(2)": "even saying whether it is held would cost more than the limit",
            "(4)": "several requests counted together",
        },
    ),
    _duty("13", "fees above the cost limit", "1-3", kind="fees"),
    _exemption("14", "vexatious", "vexatious or repeated requests", "1 2"),
    *_paragraphs("14", "vexatious", {"(1)": "vexatious request", "(2)": "repeated request"}),
    _duty("15", "public records transferred to a records authority"),
    _duty("16", "advice and assistance", "1 2"),
    _duty("17", "refusal notice", "1:a-c 2:a-b 3:a-b 4 5 6:a-c 7:a-b"),
    _duty("19", "publication schemes"),
    _exemption("21", "accessible", "reasonably accessible by other means", "1 2:a-b 3"),
    _exemption("22", "qualified", "intended for future publication", "1:a-c 2", "22(2)"),
    _exemption("22A", "qualified", "research still under way", "1:a-b 2", "22A(2)"),
    _exemption("23", "absolute", "security bodies", "1 2 3:* 4 5", "23(5)"),
    _exemption("24", "qualified", "national security", "1-4", "24(2)"),
    _exemption("26", "qualified", "defence", "1:a-b 2:a-b 3", "26(3)"),
    _exemption("27", "qualified", "international relations", "1:a-d 2 3 4:a-b 5", "27(4)"),
    _exemption("28", "qualified", "relations within the United Kingdom", "1 2:a-d 3", "28(3)"),
    _exemption("29", "qualified", "the economy", "1:a-b 2", "29(2)"),
    _exemption("30", "qualified", "investigations and proceedings", "1:a-c 2:a-b 3 4 5 6", "30(3)"),
    _exemption("31", "qualified", "law enforcement", "1:a-i 2:a-j 3", "31(3)"),
    *_paragraphs(
        "31(1)",
        "qualified",
        {
            "(a)": "prevention or detection of crime",
            "(b)": "apprehension or prosecution of offenders",
            "(c)": "administration of justice",
            "(d)": "assessment or collection of tax",
            "(e)": "immigration controls",
            "(f)": "security and good order in prisons",
            "(g)": "an authority's investigating functions",
            "(h)": "civil proceedings after an investigation",
            "(i)": "inquiries into deaths in Scotland",
        },
        "31(3)",
    ),
    _exemption("32", "absolute", "court records", "1:a-c 2:a-b 3 4", "32(3)"),
    _exemption("33", "qualified", "audit functions", "1:a-b 2 3", "33(3)"),
    _exemption("34", "absolute", "parliamentary privilege", "1-4", "34(2)"),
    _exemption("35", "qualified", "making of government policy", "1:a-d 2:a-b 3-5", "35(3)"),
    _exemption(
        "36", "qualified", "effective conduct of public affairs", "1:a-b 2:a-c 3 4 5:* 6 7", "36(3)"
    ),
    *_paragraphs(
        "36(2)",
        "qualified",
        {
            "(b)(i)": "free and frank advice",
            "(b)(ii)": "free and frank exchange of views",
            "(c)": "other harm to the conduct of public affairs",
        },
        "36(3)",
    ),
    _exemption("37", "qualified", "the Royal family and honours", "1:* 2", "37(2)"),
    _exemption("38", "qualified", "health and safety", "1:a-b 2", "38(2)"),
    _exemption("39", "environmental", "environmental information", "1:a-b 1A 2 3", "39(2)"),
    _exemption(
        "40",
        "personal",
        "personal data",
        "1 2:a-b 3:* 3A:a-b 3B 4 4A:a-b 5:* 5A 5B:a-d 6-8",
        "40(5)",
    ),
    *_paragraphs(
        "40",
        "personal",
        {"(1)": "the requester's own data", "(2)": "another person's data"},
        "40(5)",
    ),
    _exemption("41", "absolute", "information given in confidence", "1:a-b 2", "41(2)"),
    _exemption("42", "qualified", "legal professional privilege", "1 2", "42(2)"),
    _exemption("43", "qualified", "commercial interests", "1-3", "43(3)"),
    *_paragraphs(
        "43", "qualified", {"(1)": "trade secrets", "(2)": "harm to commercial interests"}, "43(3)"
    ),
    _exemption("44", "absolute", "disclosure forbidden by other law", "1:a-c 2 3", "44(2)"),
    _duty("45", "code of practice on handling requests"),
    _duty("46", "code of practice on records"),
    _duty("48", "good practice recommendations by the Commissioner"),
    _duty("50", "complaint to the Information Commissioner"),
    _duty("51", "information notice by the Commissioner"),
    _duty("52", "enforcement notice by the Commissioner"),
    _duty("53", "certificate overriding a notice"),
    _duty("57", "appeal to the Tribunal"),
    _duty("77", "offence of altering or hiding records"),
    _duty("84", "meaning of words"),
]

FOISA: list[Row] = [
    _duty("1", "right to be given the information held", "1-6"),
    _duty("1(3)", "the authority needs to know more to find it", kind="clarification"),
    _duty("2", "effect of the exemptions and the public interest test", "1:a-b 2:*"),
    _duty("3", "Scottish public authorities, and when information is held"),
    _duty("8", "what a valid request is"),
    _duty("9", "fees notice", kind="fees"),
    _duty("10", "time for answering", "1:a-b 2:* 3-5"),
    _duty("11", "form in which the answer is given"),
    _exemption("12", "cost", "cost above the limit", "1 2:* 3-6"),
    _duty("13", "fees above the cost limit", kind="fees"),
    _exemption("14", "vexatious", "vexatious or repeated requests", "1 2:*"),
    *_paragraphs("14", "vexatious", {"(1)": "vexatious request", "(2)": "repeated request"}),
    _duty("15", "advice and assistance", "1 2"),
    _duty("16", "refusal notice", "1:a-d 2:* 3-6"),
    _exemption("17", "not_held", "the information is not held", "1:a-b 2:* 3"),
    _exemption("18", "ncnd", "neither confirming nor denying", "1 2", "18"),
    _duty("19", "what a notice must say"),
    _duty("20", "asking for a review"),
    _duty("21", "review by the authority"),
    _duty("22", "review and certain ministerial certificates"),
    _duty("23", "publication schemes"),
    _exemption("25", "accessible", "otherwise accessible", "1 2:a-b 3:a-b"),
    _exemption("26", "absolute", "disclosure forbidden by other law", "a-c"),
    _exemption("27", "qualified", "intended for future publication", "1:a-c 2:a-c"),
    _exemption("28", "qualified", "relations within the United Kingdom", "1 2:*", "18"),
    _exemption("29", "qualified", "making of Scottish policy", "1:a-d 2:a-b 3-5", "18"),
    _exemption("30", "qualified", "effective conduct of public affairs", "a-c", "18"),
    *_paragraphs(
        "30",
        "qualified",
        {
            "(a)": "collective responsibility of Scottish Ministers",
            "(b)(i)": "free and frank advice",
            "(b)(ii)": "free and frank exchange of views",
            "(c)": "other harm to the conduct of public affairs",
        },
        "18",
    ),
    _exemption("31", "qualified", "national security and defence", "1-3 4:a-b 5:*", "18"),
    _exemption("32", "qualified", "international relations", "1:a-b 2 3", "18"),
    _exemption("33", "qualified", "commercial interests and the economy", "1:a-b 2:a-b 3", "18"),
    *_paragraphs(
        "33",
        "qualified",
        {"(1)(a)": "trade secrets", "(1)(b)": "harm to commercial interests"},
        "18",
    ),
    _exemption("34", "qualified", "investigations and proceedings", "1:a-c 2:* 3:* 4 5:*", "18"),
    _exemption("35", "qualified", "law enforcement", "1:a-h 2:a-j 3", "18"),
    *_paragraphs(
        "35(1)",
        "qualified",
        {
            "(a)": "prevention or detection of crime",
            "(b)": "apprehension or prosecution of offenders",
            "(c)": "administration of justice",
            "(d)": "assessment or collection of tax",
            "(e)": "immigration controls",
            "(f)": "security and good order in prisons",
            "(g)": "an authority's investigating functions",
            "(h)": "civil proceedings after an investigation",
        },
        "18",
    ),
    _exemption("36", "qualified", "confidentiality", "1 2:a-b"),
    *_paragraphs("36", "qualified", {"(1)": "legal confidentiality"}),
    *_paragraphs("36", "absolute", {"(2)": "actionable breach of confidence"}),
    _exemption("37", "absolute", "court records", ""),
    _exemption("38", "personal", "personal information", "", "18"),
    *_paragraphs(
        "38(1)",
        "personal",
        {
            "(a)": "the requester's own data",
            "(b)": "another person's data",
            "(c)": "personal census information",
            "(d)": "a dead person's health record",
        },
        "18",
    ),
    _exemption("39", "qualified", "health and safety", "1 2:a-b 3", "18"),
    *_paragraphs("39", "qualified", {"(1)": "danger to health or safety"}, "18"),
    *_paragraphs("39", "environmental", {"(2)": "environmental information"}),
    _exemption("40", "qualified", "audit functions", ""),
    _exemption("41", "qualified", "the Royal family and honours", "a-b", "18"),
    _duty("47", "application to the Scottish Information Commissioner"),
    _duty("49", "decision of the Commissioner"),
    _duty("50", "information notice by the Commissioner"),
    _duty("51", "enforcement notice by the Commissioner"),
    _duty("56", "appeal to the Court of Session"),
    _duty("60", "code of practice on handling requests"),
    _duty("61", "code of practice on records"),
    _duty("65", "offence of altering or hiding records"),
    _duty("73", "meaning of words"),
]

_EXCEPTIONS_4 = {
    "(a)": ("not_held", "not held when the request came"),
    "(b)": ("cost", "manifestly unreasonable request"),
    "(c)": ("qualified", "request too general"),
    "(d)": ("qualified", "unfinished material"),
    "(e)": ("qualified", "internal communications"),
}
_EXCEPTIONS_5 = {
    "(a)": "international relations, defence, security or public safety",
    "(b)": "course of justice",
    "(c)": "intellectual property",
    "(d)": "confidentiality of proceedings",
    "(e)": "commercial confidentiality",
    "(f)": "interests of the person who gave it",
    "(g)": "protection of the environment",
}


def _exceptions(regulation: str, ncnd: str) -> list[Row]:
    return [
        *(
            (f"{regulation}(4){p}", kind, title, "", "")
            for p, (kind, title) in _EXCEPTIONS_4.items()
        ),
        *(
            (f"{regulation}(5){p}", "qualified", title, "", ncnd if p == "(a)" else "")
            for p, title in _EXCEPTIONS_5.items()
        ),
    ]


EIR: list[Row] = [
    _duty("2", "meaning of words, environmental information among them"),
    _duty("3", "who and what the regulations apply to"),
    _duty("4", "publishing environmental information"),
    _duty("5", "duty to make information available in time"),
    _exemption("6", "accessible", "form, or already public and easily accessible", "1:a-b 2:a-c"),
    _duty("7", "up to 40 working days for large and complex requests", "1-3", kind="extension"),
    _duty("8", "charges", kind="fees"),
    _duty("9", "advice and assistance"),
    _duty("10", "passing the request to another authority", kind="transfer"),
    _duty("11", "representations and reconsideration"),
    _exemption("12", "qualified", "exceptions", "1:a-b 2 3 4:a-e 5:a-g 6:* 7-11", "12(6)"),
    *_exceptions("12", "12(6)"),
    _exemption("13", "personal", "personal data", "", "13(5)"),
    _duty("14", "refusal in writing", "1 2 3:* 4 5:*"),
    _duty("15", "ministerial certificates"),
    _duty("16", "code of practice"),
    _duty("17", "historical and transferred records"),
    _duty("18", "complaint to the Information Commissioner and enforcement"),
    _duty("19", "offence of altering records"),
]

EISR: list[Row] = [
    _duty("2", "meaning of words, environmental information among them"),
    _duty("4", "publishing environmental information"),
    _duty("5", "duty to make information available in time"),
    _exemption("6", "accessible", "form, or already public and easily accessible", "1:a-b 2:*"),
    _duty("7", "up to 40 working days for large and complex requests", kind="extension"),
    _duty("8", "charges", kind="fees"),
    _duty("9", "advice and assistance"),
    _exemption("10", "qualified", "exceptions", "1:a-b 2:a-b 3 4:a-e 5:a-g 6:a-c 7-9", "10(8)"),
    *_exceptions("10", "10(8)"),
    _exemption("11", "personal", "personal data", "", "11(6)"),
    _duty("12", "ministerial certificates"),
    _duty("13", "refusal in writing"),
    _duty("14", "passing the request to another authority", kind="transfer"),
    _duty("15", "historical records"),
    _duty("16", "review by the authority"),
    _duty("17", "enforcement and appeal"),
    _duty("18", "codes of practice"),
    _duty("19", "offence of altering records"),
]

FEES: list[Row] = [
    _exemption("3", "cost", "the appropriate limit: 600 or 450 pounds", "1-3"),
    _exemption("4", "cost", "how cost is estimated: 25 pounds an hour", "1 2:a-b 3:a-d 4"),
    _exemption("5", "cost", "requests counted together within 60 working days", "1:a-b 2:a-b 3"),
    _duty("6", "highest fee under section 9", kind="fees"),
    _duty("7", "highest fee under section 13", kind="fees"),
    _duty("8", "no charge for notices", kind="fees"),
]
