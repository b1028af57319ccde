"""News agencies and wire services by the names and initials under which newspapers credit them. General knowledge."""

from __future__ import annotations

import re

from corpus.text import fold

_NAMES = """
Associated Press; The Associated Press; AP; AP News; AP Wire; AP Photo
Reuters; Reuter; Reuters Limited; Thomson Reuters; Reuters News; Reuters News Agency; Thomson Reuters Foundation; RTRS
Agence France-Presse; AFP; Agence France Presse
Bloomberg; Bloomberg News; Bloomberg Opinion; Bloomberg L.P.
Deutsche Presse-Agentur; dpa; dpa-AFX; dpa-infocom; Deutsche Presse Agentur; dpa international
United Press International; UPI
Press Association; PA; PA Media; PA News Agency; Press Association Wire
Tribune News Service; TNS; Tribune Content Agency; TCA; McClatchy-Tribune; McClatchy Newspapers
McClatchy Washington Bureau
New York Times News Service; Washington Post News Service; Los Angeles Times Syndicate; Hearst Newspapers
Gannett News Service
CQ-Roll Call; CQ Roll Call; States Newsroom; Stateline; KFF Health News; Kaiser Health News; ProPublica
Scripps Howard News Service
Cox Newspapers; Cox Media Group; Copley News Service; Knight Ridder; Religion News Service; RNS
Catholic News Service; CNS
Dow Jones; Dow Jones Newswires; MarketWatch Wire; Business Wire; PR Newswire; GlobeNewswire; Zenger News
Capitol News Service
Canadian Press; The Canadian Press; CP; La Presse Canadienne; Australian Associated Press; AAP
New Zealand Press Association; NZPA
EFE; Agencia EFE; EFE Verde; Europa Press; Servimedia; Colpisa
ANSA; Adnkronos; AGI; LaPresse; Lusa; Agência Lusa; Agência Brasil; Estadão Conteúdo; Folhapress
Keystone-SDA; Keystone-ATS; SDA; ATS; Agence télégraphique suisse; Schweizerische Depeschenagentur
APA; Austria Presse Agentur
epd; Evangelischer Pressedienst; KNA; Katholische Nachrichten-Agentur; SID; Sport-Informations-Dienst; ddp
dapd; AFP Deutschland
Belga; ANP; Algemeen Nederlands Persbureau; Ritzau; Ritzaus Bureau; NTB; Norsk Telegrambyrå; NTB Scanpix; TT
TT News Agency
STT; STT-Lehtikuva; Suomen Tietotoimisto; BNS; Baltic News Service; LETA; ELTA; BNN; PAP; Polska Agencja Prasowa
CTK; ČTK; TASR; MTI; Agerpres; BTA; Hina; Tanjug; Beta; FoNet; SRNA; FENA; MIA; ANA-MPA; Athens News Agency; CNA
Ukrinform; UNIAN; Interfax; Interfax-Ukraine; TASS; ITAR-TASS; RIA Novosti; Sputnik; BelTA; Agenda.ge; Trend
APA-Azerbaijan
Anadolu; Anadolu Agency; AA; Demirören News Agency; DHA; İhlas News Agency; IHA; IRNA; ISNA; Mehr News Agency
Fars News Agency
MNA; SABA; Bakhtar; RIA
Xinhua; Xinhua News Agency; China News Service; Yonhap; Yonhap News Agency; Newsis; Kyodo; Kyodo News; Jiji
Jiji Press; KCNA
Press Trust of India; PTI; Indo-Asian News Service; IANS; ANI; Asian News International; United News of India; UNI
Associated Press of Pakistan; APP; PPI; UNB; BSS; Antara; Bernama; VNA; Vietnam News Agency; Philippine News Agency; PNA
Middle East News Agency; MENA; Saudi Press Agency; SPA; WAM; Emirates News Agency; Petra; SANA; NNA; Wafa; Maan
News Agency of Nigeria; NAN; Ghana News Agency; GNA; Kenya News Agency; Pana; South African Press Association; SAPA
African News Agency; Inter Press Service; IPS; Thomson Reuters Foundation News; Getty Images; EPA
European Pressphoto Agency
awp; AWP Finanznachrichten; AFX; AFX News; news aktuell; ots; askanews; Agenzia Nova; Agenzia Dire; Radiocor
Gracenote; Opta; Stats Perform; Automated Insights; Sports Network; The Sports Xchange; Field Level Media
Knight Ridder/Tribune; Knight-Ridder/Tribune; City News Service; Bay City News; BBC Monitoring; PRNewswire; EQS; EANS
Ritzau Scanpix; Ritzau Fokus; AMNA; ANA; APE; ΑΠΕ; ΑΠΕ-ΜΠΕ; STA; SITA; KUNA; QNA; BNA; MAP; APS; INA
Algérie Presse Service
新华社; 新華社; 中新社; 中新网; 中央社; 法新社; 路透社; 美联社; 美聯社; 塔斯社; 共同; 共同通信
時事; 時事通信; ロイター; 연합뉴스; 뉴시스; 뉴스1
РИА Новости; ТАСС; ИТАР-ТАСС; Интерфакс; Интерфакс-Украина; Укринформ; УНИАН; БЕЛТА; БТА; Рейтер
رويترز; أ ف ب; فرانس برس; وكالة فرانس برس; د ب أ; أ ب; أسوشيتد برس; وام; واس; سانا; وفا; قنا; كونا; شينخوا; الأناضول
Agencia Brasil; Télam; NA; Notimex; Prensa Latina; Infobae Wire; Andina; Colprensa
"""
# Initials that are also common words or names: credits only where they are written exactly so.
_EXACT = frozenset(
    {
        "AA",
        "AP",
        "CP",
        "PA",
        "TT",
        "NA",
        "SPA",
        "MIA",
        "IPS",
        "APP",
        "UNI",
        "Beta",
        "SDA",
        "SID",
        "Petra",
        "Trend",
        "CNA",
        "STA",
        "SITA",
        "BNA",
        "MAP",
        "APS",
        "INA",
        "ANA",
        "APE",
        "EQS",
    }
)

_AGENCIES = {fold(name): name.strip() for line in _NAMES.split("\n") for name in line.split(";") if name.strip()}
_WORDS_OF_AGENCIES = (
    "news agency",
    "news service",
    "newswire",
    "press agency",
    "presse agentur",
    "nachrichtenagentur",
    "wire service",
)
_SERVICE_OF_DPA = re.compile(r"dpa[ -]\w{2,12}")  # "dpa-infocom", "dpa-tns"


def is_agency(name: str) -> bool:
    """Whether `name` is that of a news agency: a known one, or one that says so itself ("Fjordland News Agency").

    >>> is_agency("The Associated Press"), is_agency("Northmere News Agency"), is_agency("Northmere Gazette")
    (True, True, False)
    """
    name = name.strip(" .,()[]")
    if not name or len(name) > 60 or "," in name:
        return False
    folded = fold(name)
    folded = folded.removeprefix("the ") or folded
    if known := _AGENCIES.get(folded) or _AGENCIES.get(f"the {folded}"):
        return known not in _EXACT or name.removeprefix("The ") == known
    if _SERVICE_OF_DPA.fullmatch(name):
        return True
    return folded.endswith(_WORDS_OF_AGENCIES) and name[0].isupper() and len(folded.split()) <= 6
