"""Invented people, teams, software and makers; none is meant to exist."""

FIRST_NAMES = (
    "Alys Bertram Cerys Dilwyn Edith Fergus Gwenda Hamish Imelda Jocelyn Keziah Lorcan Mabel Nerys "
    "Osric Perpetua Quentin Rhona Silas Tamsin Ursula Verity Wilfred Yolande"
)
SURNAMES = (
    "Applegarth Birkinshaw Copplestone Dunkerley Entwistle Fothergill Gathercole Hollingdrake "
    "Inglethorpe Jellicoe Kettlewell Lillywhite Micklethwait Noakes Oglethorpe Postlethwaite "
    "Quennell Ravenscroft Sowerbutts Threlkeld Umpleby Venables Wigglesworth Yelland"
)
ROLES = (
    "Disclosure Officer",
    "Information Governance Officer",
    "FOI Caseworker",
    "Records Manager",
    "Freedom of Information Adviser",
    "Data and Disclosure Lead",
    "Legal Assistant",
)
TEAMS = (
    "the Disclosure Unit",
    "the Information Access Team",
    "the Freedom of Information Office",
    "Records and Disclosure",
    "the Information Rights Desk",
)
SOFTWARE_HEADS = (
    "Ombri Torva Pallimo Quelli Skerri Vantu Lodexi Marrowa Beata Hestri Calendri Fathomi"
)
SOFTWARE_TAILS = "grid cast rank map score sight lens watch graph plot"
ADDRESSES = (
    "Headquarters, Beacon Lane",
    "The Old Signal Works, Quay Street",
    "Force HQ, Millrace Road",
    "Disclosure, PO Box 18",
    "2 Assembly Square",
    "Signal House, Foundry Street\nS10 9ZZ",
    "Unit 31, Canal Road\nS1 9ZY",
)
