"""Furniture: the lines of a saved page that are no part of its article (menus, buttons, offers, related links).

The tables are words of interfaces, not of newspapers. They were put together from general knowledge of news sites in
English, German, French and Spanish; a line counts only where *all* of it is furniture, so that a sentence of an article
is never lost to a word in it.
"""

from __future__ import annotations

import re

from corpus.text import fold

# A line of up to eight words that are all in here is a menu, a button or the name of an icon.
_WORDS = frozenset(
    """
    home menu search login log signin sign in up out register subscribe subscription subscriptions newsletter
    newsletters
    e edition epaper enewspaper account profile settings share sharing shares print email mail e-mail save saved
    bookmark copy link
    comment comments reply like follow following facebook twitter x instagram linkedin whatsapp pinterest reddit tiktok
    youtube threads bluesky mastodon telegram messenger flipboard rss feed feeds app apps podcast podcasts video
    videos photos
    gallery listen audio play pause mute close open toggle navigation nav main skip content to the top back next
    previous
    prev more less show hide view expand collapse arrow right left down chevron caret angle icon camera image hamburger
    magnifying glass plus minus check circle user bell clock heart star play-button ellipsis dots vertical horizontal
    advertisement advertisements ad ads sponsored promoted cookie cookies accept reject manage preferences all consent
    continue reading loading please wait support donate us our now today trending latest topics tags section sections
    button a an this article story page your you get alerts notifications enable gift font size text smaller larger
    read mode dark light weather obituaries classifieds jobs puzzles crossword horoscopes lottery legals contact about
    my mailto high school help faq privacy policy terms use service advertise archives archive archived events calendar
    anzeige werbung teilen drucken merken startseite anmelden abmelden abo abonnieren abonnement suche suchen menü
    kommentare
    kommentar zur zum inhalt springen vorlesen mehr weniger schließen artikel anhören registrieren impressum datenschutz
    publicité partager imprimer accueil abonner connecter connexion recherche rechercher s se écouter fermer newsletters
    commenter enregistrer offrir réagir lire aussi
    publicidad compartir imprimir inicio suscríbete suscribirse iniciar sesión buscar guardar comentarios cerrar
    escuchar
    """.split()
)
# Words that alone on a line are as likely a headline, a heading or a name.
_WEAK = frozenset(
    "the to a an this our us you your story article today now x e in up out and top main text page star clock".split()
)

# In small letters, as the lines are that are held against it: so it is far quicker than when case is ignored.
_LINES = re.compile(
    "|".join(
        (
            r"(?:\d+ ?|a |one )?min(?:ute)?s?\.?[- ](?:read|listen|watch)(?:ing time)?",
            r"(?:estimated )?reading time\b.{0,30}",
            r"lesezeit\b.{0,30}|temps de lecture\b.{0,30}|lecture \d+ min\.?|\d+ min(?:utos)? de lectura",
            (
                r"(?:\d[\d.,]*k?|no|view|show|post a|leave a|add a) (?:comments?|shares?|views|likes|replies|"
                r"kommentare|commentaires|comentarios)"
            ),
            (
                r"(?:listen|listen now|play|hear)(?: to)?(?: this)?(?: article|"
                r" story)?(?: \(?\d+(?::\d+)?(?: min(?:utes?)?)?\)?)?"
            ),
            r"(?:this |the )?(?:story|article|text) continues (?:below|after)\b.{0,40}",
            (
                r"(?:continue|keep) reading(?: below)?\b.{0,40}|article continues below.{0,40}|"
                r"scroll (?:down )?to continue.{0,30}"
            ),
            r"-?\s*(?:advertisement|advertising|ad|anzeige|werbung|publicité|publicidad)\s*-?(?: ?\d+)?",
            r"(?:advertisement|ad) feedback|remove ads|why (?:am i seeing )?ads\b.{0,30}|advertise with us",
            (
                r"skip (?:past )?(?:to )?(?:main )?(?:content|navigation|newsletter promotion|advertisement|"
                r"next section)\b.{0,40}"
            ),
            (
                r"(?:we|this (?:web)?site|our (?:web)?sites?|by (?:continuing|using)) .{0,60}\b(?:us(?:e|es|ing)|"
                r"accept|store|set)\b.{0,40}\bcookies\b.{0,300}"
            ),
            (
                r"(?:wir verwenden|diese (?:web)?seite (?:nutzt|verwendet)) .{0,40}cookies\b.{0,200}|"
                r"ce site utilise des cookies.{0,200}"
            ),
            r"(?:accept|reject|manage)(?: all)?(?: cookies| preferences| settings)?",
            (
                r"(?:sign|log) (?:up|in|out)\b(?: (?:here|now|for|to|with)\b.{0,160})?|signed in as .{0,60}|"
                r"create (?:an |your )?(?:free )?account.{0,80}"
            ),
            (
                r"subscribe(?: (?:now|today|here|to|for|from|and)\b.{0,160})?[.!]?|(?:already|"
                r"become) an? (?:subscriber|member)\b.{0,80}"
            ),
            (
                r"(?:get|receive|enjoy|start|want) (?:unlimited|the latest|breaking|our|more|your|daily|full|local) "
                r".{0,120}"
                r"\b(?:inbox|newsletter|access|digital|subscri\w+|e-?mail|delivered|alerts?)\b.{0,80}"
            ),
            r"(?:support|help (?:us )?(?:fund|support)|donate to) .{0,60}\bjournalism\b.{0,120}",
            r"(?:you have|you've) .{0,40}\b(?:free (?:articles?|stories)|articles? (?:left|remaining))\b.{0,80}",
            r"(?:click|tap) (?:here|the|to|on)\b.{0,120}",
            r"(?:download|get) (?:the|our) (?:free )?(?:.{0,40} )?app\b.{0,80}",
            (
                r"(?:follow|like|find|join|connect with) (?:us|our) .{0,20}\b(?:on|at|facebook|twitter|instagram|x|"
                r"whatsapp|telegram|channel)\b.{0,60}"
            ),
            (
                r"(?:follow|reach|contact|e-?mail) (?:him|her|them|[a-z][\w’'-]+(?: [a-z][\w’'.-]+){0,3}) (?:on|"
                r"at|by|via|@).{0,100}"
            ),
            r"(?:share|save|print|e-?mail|gift|bookmark) (?:this|article|story|full article|on|via|with)\b.{0,25}",
            (
                r"this (?:article|story) is more than .{1,40} old|our standards\s*:.{0,100}|"
                r"purchase licensing rights.{0,40}"
            ),
            r"@\w{2,30}|reuse this content|topics you may .{0,40}",
            r"share or comment on this (?:article|story)\b.{0,200}",
            r"share|teilen|partager|compartir|copy link|link copied!?|copied!?|print|save|e-?mail",
            (
                r"(?:tags?|topics?|filed under|more on|more about|related topics|keywords|themen|schlagworte|"
                r"mots[- ]clés|etiquetas|temas)\s*:.{0,300}"
            ),
            r"(?:read|see|learn|watch|find out)(?: more| also| next)?\s*[:>»]\s*.{1,200}",
            (
                r"(?:read (?:more|also|next|full story|the full story)|also read|more to read|don.t miss|"
                r"must read|see also|related|recommended|"
                r"lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lea también|lee también|"
                r"más información)\b\s*[:>»|–-]\s*.{0,200}"
            ),
            (
                r"(?:back|return) to (?:top|home(?:page)?|article)|go to (?:home|top|comments)|top of (?:page|"
                r"article)|nach oben|zur startseite"
            ),
            r"(?:join|start|see|view|read) (?:the )?(?:conversation|discussion|comments?)\b.{0,60}",
            r"(?:originally )?(?:published|posted) (?:by|via|with) .{0,40}(?:permission|app)\b.{0,40}",
            r"(?:photo|image|video|slide)s? \d+ (?:of|/) \d+|\d+ ?(?:of|/) ?\d+|\d+ (?:photos?|images?|videos?)",
            (
                r"(?:show|view|hide|see|open)(?: full| all| more| less)? (?:caption|image(?: in fullscreen)?|"
                r"photos?|gallery|comments|more|all|less|credits?)"
            ),
            r"(?:enlarge|expand|open) (?:this )?(?:image|photo|picture)(?: in .{0,30})?",
            r"bild vergrößern|agrandir l.image",
            (
                r"e-?mail address|your e-?mail\b.{0,40}|enter your e-?mail\b.{0,60}|invalid e-?mail\b.{0,40}|"
                r"thank you for (?:signing|subscribing|registering).{0,80}"
            ),
            (
                r"javascript\b.{0,80}|please enable javascript.{0,80}|your browser .{0,100}|"
                r"this video (?:file )?cannot be played.{0,60}"
            ),
            (
                r"what (?:do you think|are your thoughts)\?.{0,80}|have (?:a (?:story|tip)|"
                r"something to say)\b.{0,120}|send (?:us )?(?:your )?(?:tips?|news)\b.{0,100}"
            ),
            r"(?:-?30-?|#{2,5}|\*{3,}|_{3,}|-{3,}|={3,}|ends?|end of (?:article|story)|■|●|\(?ends\)?|fin|ende)",
            (
                r"(?:most (?:read|popular|viewed|shared)|editors?.? picks?|top stories|latest news|breaking news|"
                r"more stories)(?: (?:in|on|from) .{0,40})?"
            ),
            r"(?:https?://|www\.)\S+",
            (
                r"published on .{0,30}\bapp|open in app|view in browser|add (?:us )?as a preferred source.{0,40}|"
                r"make us preferred.{0,60}"
            ),
            r"(?:the )?(?:views|opinions) expressed (?:in|here|are|by (?:the )?(?:author|writer|columnist))\b.{0,200}",
            (
                r"\((?:end|begin|optional|story can end|editors?|eds|more|moreinfo)\b[^()]{0,120}\)|"
                r"visit .{3,60} at (?:https?:|www\.)\S+"
            ),
            (
                r"see more on\s*:.{0,200}|a version of this (?:article|story) appear(?:s|ed) in (?:print|"
                r"the)\b.{0,300}|reporting from(?: [a-z].{0,60})?"
            ),
            # What stands at the head of a page: the weather, a price, a clock, how old the page is, a player.
            (
                r"-?\d{1,3} ?° ?[cf]?(?: .{0,30})?|(?:mostly |partly )?(?:cloudy|sunny|clear)|\d{1,2}:\d\d|"
                r"\d+ (?:weather )?alerts?.{0,30}|data pix\.?"
            ),
            (
                r"(?:subscribe|support|keep|get|join|start|try|unlimited|digital|only|just|(?:special )?offer)\b"
                r".{0,60}[$£€]\d+(?:\.\d\d)? ?(?:a|per|for|/) ?(?:\d+ |one |six |three )?(?:weeks?|months?|years?)"
            ),
            (
                r"this (?:article|story|page|was) (?:is|published)(?: more than)? (?:\w+ )?"
                r"(?:days?|weeks?|months?|years?) (?:old|ago)|this advertisement has not loaded.{0,80}|"
                r"article content|author of (?:the|this) article:?"
            ),
            (
                r"(?:\d+|an?) (?:minutes?|mins?|hours?|hrs?|days?) ago|"
                r"(?:normal|larger|very large|smaller) text size|expand|mailto"
            ),
            (
                r"(?:close dialogue|next image|previous image|toggle caption|\s){2,}|english edition|watch live|"
                r"follow us|subscribers? only|for subscribers|subscriber exclusive|my (?:view|news|account)|"
                r"[^\s@]+@[^\s@]+\.\w+"
            ),
            (
                r"(?:today|yesterday) at \d.{2,20}|heard on .{3,40}|close extra sharing options|on the shelf|"
                r"add to your saved stories|full story|story saved|edition: \w+|disclosure statement|toggle caption|"
                r"trending: .{3,120}|transcript|follow [a-z]{3,}\w+"
            ),
            (
                r"you can find this story in .{3,120}|we believe in the free flow of information|"
                r"republish our articles .{3,120}"
            ),
            (
                r"\W{0,3}(?:published|updated|posted):? \d{1,2}[:.]\d\d ?[ap]\.?m\.?.{0,12}|search query|"
                r"if you get the message .{3,80}|(?:twitter|x|instagram|facebook)\s?: ?@\w+|"
                r"[^\s@]+@[^\s@]+\.\w+[;,|]? \(?\d{3}\)?[\d .-]{4,12}|(?:like|enjoy(?:ed|ing)?) this article\?.{0,100}"
            ),
            # And at its foot.
            (
                r"purchase licensing rights.{0,30}|(?:license|reuse) this (?:article|content|story)|"
                r"suggest a correction|as featured on|thank you for (?:reading|supporting)\b.{0,60}|"
                r"#\w+(?:[ ,]*#\w+)*|tags? (?!.*[.!?]).{0,200}|connect via e-?mail.{0,20}"
            ),
            r"(?:follow|read|find|see) .{3,120} (?:at|on|here:?) https?://\S+",
            (
                r"(?:give directly to|keep local (?:news|journalism)|"
                r"support local (?:news|journalism|reporting)\b) .{3,160}"
            ),
            (
                r"local (?:journalism|news) (?:is|matters)\b.{0,60}|colou?r scheme|today.s (?:weather|paper|"
                r"e-?edition|top .{0,20})|weather \d+°.{0,20}"
            ),
        )
    ),
)
# Such lines begin with anything; only one that holds the word before the pattern is held against it.
_LINES_WITH = tuple(
    (part, re.compile(pattern))
    for part, pattern in (
        ("opens", r".{0,40}opens (?:in )?(?:a )?new (?:tab|window)"),
        ("commission", r"(?:if you buy .{3,80}|.{3,60}) may earn an? (?:affiliate )?commission.{0,60}"),
        ("funding", r".{3,80} provides? funding as a .{3,80}"),
        ("http", r"(?!.*\b(?:is|are|was|were|has|have)\b)(?:more )?[a-z][\w ’']{1,40}: https?://\S+"),
        (
            "sign up",
            r".{0,200}\bsign up (?:here|to our newsletter here|(?:for|to) our \S+(?: \S+){0,4} newsletter(?: here)?)\.?",  # noqa: E501
        ),
    )
)
# After such a heading stand links to other articles, up to the next sentence.
_LINKS = re.compile(
    r"(?:related(?: (?:articles?|stories|content|news|links|coverage|reading))?|more (?:from|in|on|"
    r"stories|news|headlines)\b.{0,60}|"
    r"read (?:more|next|also)|you (?:may|might) (?:also )?(?:like|be interested).{0,40}|"
    r"recommended(?: (?:for you|stories|reading))?|"
    r"most (?:read|popular|viewed|shared)(?: (?:in|on) .{0,30})?|trending(?: (?:now|stories|news))?|"
    r"popular(?: (?:now|stories))?|"
    r"top stories|latest (?:news|stories|headlines|from .{0,40})|up next|in other news|elsewhere|editors?.? picks?|"
    r"what to read next|around the web|sponsored(?: (?:content|links|stories))?|promoted(?: (?:content|"
    r"stories))?|from our partners|"
    r"other (?:stories|news)|explore more.{0,40}|in this (?:section|story|article)|see also|dont miss|"
    r"also in the news|today.s top .{0,30}|"
    r"mehr zum thema|das könnte sie auch interessieren|meistgelesen|weitere (?:artikel|themen|"
    r"nachrichten)|auch interessant|"
    r"lesen sie auch|à lire aussi|sur le même sujet|les plus lus|lire aussi|también te puede interesar|"
    r"lo más leído|más noticias)\s*:?",
    re.IGNORECASE,
)
# After such a heading nothing belongs to the article any more.
_REST = re.compile(
    r"(?:\d+ )?(?:reader )?comments?(?: \(?\d+\)?)?:?|leave a (?:comment|reply).{0,40}|"
    r"join the (?:conversation|discussion).{0,40}|"
    r"comments (?:are|have been) closed.{0,60}|kommentare(?: \(\d+\))?|\d+ kommentare|"
    r"commentaires(?: \(\d+\))?|comentarios(?: \(\d+\))?|"
    r"post a comment|about the author|about us|contact us|newsletter sign-?up|footer|site map|quick links|"
    r"terms (?:of (?:use|service)|and conditions)|privacy policy|suggested topics:?|explore more on these topics:?|"
    r"more on this (?:story|topic)|related (?:topics|internet links):?|in this section|recommended from editorial|"
    r"our standards:.{0,80}|most (?:viewed|read)(?: in .{0,30})?|share this article in your .{0,30}|"
    r"comments: our rules|next up|read next|up next|(?:article )?(?:tags|topics):?",
    re.IGNORECASE,
)
_WORD_ENDS = re.compile(r"[\s|•·›»>,/&+()’'-]+")
_JAMMED = re.compile(r"[a-z][A-Z]")
# Whoever says something says it in an article.
_SAID = re.compile(r"[“”„«»\"]|\b(?:said|says|told|asked|wrote|added|advised?)\b")
_LONGEST = 420  # characters; a paragraph of an article is seldom shorter and all furniture


def is_furniture(line: str) -> bool:
    """Whether the whole line is a menu, a button, an icon's name, an offer, a prompt or an end mark.

    >>> is_furniture("Arrow-right Camera"), is_furniture("Share this article"), is_furniture("Share prices fell.")
    (True, True, False)
    """
    text = " ".join(line.split()).strip(" |•·›»>*→▶►✕×+")
    if not text:
        return True
    if len(text) > _LONGEST:
        return False
    if not any(c.isalnum() for c in text):
        return True
    return _is_of_interface(text) and not _SAID.search(text)


def _is_of_interface(text: str) -> bool:
    low = text.lower()
    if _LINES.fullmatch(low):
        return True
    for part, line in _LINES_WITH:  # no generator: nearly all lines come here, and none of the parts is in them
        if part in low and line.fullmatch(low):
            return True
    low = low.strip(".!:")
    is_stopped = text.endswith((".", "?", "!"))
    start = _WORD_ENDS.split(low, maxsplit=4)[:4]
    if is_stopped and any(w not in _WORDS and w not in _SECTIONS for w in start if w):
        return False  # as nearly all lines of an article: the rest is for labels and menus
    words = [w for w in _WORD_ENDS.split(low) if w]
    if 0 < len(words) <= 8 and all(w in _WORDS for w in words):
        return not all(w in _WEAK for w in words)
    if is_menu(text):
        return True
    # Links that stood side by side and were joined in the copy: "NewsLocal News", "ShareSave".
    if _JAMMED.search(text):
        jammed = re.findall(r"[A-Z][a-z]+|\S", text.replace(" ", ""))
        if len(jammed) <= 8 and all(w.lower() in _SECTIONS or w.lower() in _WORDS for w in jammed):
            return True
    # A menu of sections; one or two of them may be where the article stands.
    known = sum(w in _WORDS or w in _SECTIONS for w in words)
    is_capitals = all(w[0].isupper() for w in text.split() if w[0].isalpha()) and not is_stopped
    return (
        3 < len(words) <= 40
        and "&" not in text
        and (known == len(words) or (is_capitals and known >= 0.7 * len(words)))
    )


def is_menu(line: str) -> bool:
    """Whether the line is a row of links to sections, or the path to the section in which the article stands.

    >>> is_menu("World UK Climate crisis Football Business Environment"), is_menu("Home / Cities / Marrow")
    (True, True)
    """
    if len(line) > 200 or line.endswith((".", "!", "?", ",")):
        return False
    links = [link for link in re.split(r"\s{2,}|\s[|•·]\s", line.strip()) if link]
    if len(links) >= 5 and all(len(link.split()) <= 3 and link[0].isupper() for link in links):
        return True
    steps = [step for step in re.split(r"\s+[/›»>]\s+", line.strip()) if step]
    if len(steps) > 2 and steps[0].lower() in {"home", "news", "start"}:
        return True
    words = re.findall(r"[^\W\d_]+", line)
    if not any(word[0].isupper() for word in words[1:]):
        return False
    known = {w.lower() for w in words if w.lower() in _SECTIONS or w.lower() in _WORDS}
    # Two words in three: a menu has a few sections of its own, a headline has verbs and joining words.
    return len(words) >= 5 and len(known) >= 4 and 3 * sum(w.lower() in known for w in words) >= 2 * len(words)


def is_menu_item(line: str) -> bool:
    """Whether the line may be one entry of a menu that has one on each line: one to three words and no stop."""
    words = line.split()
    return 1 <= len(words) <= 3 and len(line) <= 28 and line[:1].isupper() and line[-1:] not in ".!?:,"


def heads_links(line: str) -> bool:
    """Whether the line heads a list of links to other articles."""
    if len(line) > 90 or line.endswith((".", "!", "?", ",")) or len(line.split()) > 9:
        return False
    return _LINKS.fullmatch(" ".join(line.split()).strip(" |•·›»>")) is not None


def heads_rest(line: str) -> bool:
    """Whether the line heads what stands below every article: comments, the author's page, the footer."""
    return len(line) <= 90 and _REST.fullmatch(" ".join(line.split()).strip(" |•·›»>")) is not None


_KIND_OF_PAPER = re.compile(
    r"\s+(?:newspaper|newspapers|online|website|web ?site|digital(?: edition)?|e-?edition|print edition|"
    r"magazine online|"
    r"news ?site|homepage|home page|logo|masthead)$",
    re.IGNORECASE,
)
_PAPER = frozenset(
    """
    times post herald tribune gazette review chronicle journal courier daily weekly star sun observer echo mail mirror
    globe register record
    press standard telegraph examiner inquirer enquirer sentinel advertiser argus bulletin dispatch despatch
    enterprise express
    independent leader ledger mercury messenger monitor patriot pioneer republic republican democrat spectator statesman
    world zeitung anzeiger nachrichten tagblatt tageblatt tagesblatt allgemeine kurier bote rundschau blatt presse
    volksblatt morgenpost
    gazette figaro monde dépêche progrès voix diario periódico heraldo noticias voz correo mundo país jornal corriere
    giornale newspaper news today wire network broadcasting radio times-herald free-press post-dispatch guardian citizen
    eagle bee banner beacon clarion tidings intelligencer informer reporter commercial-appeal packet almanac freeman
    call advocate voice bugle dealer argus
    """.split()
)


def publisher_of(line: str) -> str | None:
    """The name of a newspaper or service where `line` is one, without the word for its kind ("Newspaper"); else None.

    >>> publisher_of("The Tarnhollow-Review Newspaper"), publisher_of("Mill reopens after flood")
    ('The Tarnhollow-Review', None)
    """
    name = " ".join(line.split()).strip(" |•·")
    bare = _KIND_OF_PAPER.sub("", name)
    words = re.split(r"[\s-]+", bare)
    if not 1 <= len(words) <= 7 or len(bare) > 60 or bare.endswith((".", "?", "!", ":", ",")):
        return None
    small = {
        "the",
        "of",
        "and",
        "&",
        "der",
        "die",
        "das",
        "le",
        "la",
        "les",
        "el",
        "de",
        "du",
        "del",
        "des",
        "für",
        "und",
        "et",
        "y",
    }
    if not all(w[:1].isupper() or w.lower() in small or w[:1].isdigit() for w in words):
        return None
    if bare != name:
        return bare
    if re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+", name) and not name[0].isdigit():
        return name
    is_paper = len(words) > 1 and (
        fold(words[-1]) in _PAPER or words[-1].lower() in _PAPER or words[0].lower() == "daily"
    )
    return (
        name
        if is_paper
        or (len(words) > 1 and words[1].lower() in _PAPER and words[0] in {"The", "Le", "La", "El", "Die", "Der"})
        else None
    )


_SECTIONS = frozenset(
    """
    news local national international world politics business sport sports culture arts entertainment opinion
    editorial life lifestyle
    science technology tech health education environment climate money economy markets travel food property crime courts
    obituaries features nation region state government weather community regional uk us europe asia africa americas
    media
    music books film theatre theater tv football cricket rugby tennis basketball baseball hockey golf letters columnists
    commentary analysis investigations energy transport housing law religion family style fashion motoring farming
    scotland wales england ireland ulster canada india australia britain china earth innovation live crisis provinces
    cities companies retail consumer sustainability markets newsletters video puzzles real estate marketplace
    wirtschaft politik kultur wissenschaft gesellschaft panorama lokales regionales feuilleton meinung ausland inland
    deutschland europa welt reise gesundheit bildung umwelt digital
    politique économie monde société culture sciences santé sports france planète international éducation
    política economía mundo sociedad cultura ciencia salud deportes internacional nacional
    """.split()
)


def section_of(line: str) -> str | None:
    """The section where `line` is the name of one, or a path of such names (the last one counts then); else None.

    >>> section_of("Home › News › Local"), section_of("Science & Environment"), section_of("News of a flood")
    ('Local', 'Science & Environment', None)
    """
    text = " ".join(line.split()).strip(" |•·›»>:")
    steps = [s.strip() for s in re.split(r"\s*[›»>/|]\s*", text) if s.strip()]
    if not steps or len(text) > 70 or len(steps) > 5:
        return None
    for step in steps:
        words = [
            w
            for w in re.split(r"[\s&,]+", step.lower().replace(".", ""))
            if w and w not in {"and", "und", "et", "y", "the"}
        ]
        if not words or len(words) > 3 or not all(w in _SECTIONS or w in _WORDS for w in words):
            return None
    last = steps[-1]
    return last if any(w in _SECTIONS for w in re.split(r"[\s&,]+", last.lower().replace(".", ""))) else None
