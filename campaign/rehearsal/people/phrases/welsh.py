"""Welsh sentences for the forces that write in both languages, Welsh first."""

GREETING = ("Annwyl {name},", "Annwyl Syr / Fadam,", "Helo,", "Prynhawn da,")
RECEIVED = (
    "[Diolch am eich cais|Rydym wedi derbyn eich cais] am wybodaeth. Byddwn yn ymateb o fewn 20 "
    "diwrnod gwaith.",
    "[Cadarnhawn|Ysgrifennaf i gadarnhau] fod eich cais wedi dod i law[ ac wedi ei gofrestru|].",
)
NOT_HELD = (
    "Nid oes gennym [unrhyw |]wybodaeth [o'r fath|am hyn].",
    "Nid yw'r [heddlu|llu] yn dal y wybodaeth y gofynnwch amdani.",
)
FOLLOWS = (
    "Mae ein hateb [isod yn Saesneg|yn dilyn].",
    "[Gweler|Dyma] ein hymateb [isod|]. Mae fersiwn Gymraeg lawn ar gael ar gais.",
)
CLOSING = (
    "Croesawn ohebiaeth yn Gymraeg; ni fydd yn arwain at oedi.",
    "Yn gywir,",
    "Cofion gorau,",
)
