"""Words that begin a line which is no part of an article: what a page says around it, or a search in a database.

Boilerplate is told only where a short line begins with it and nobody speaks in the line. On bodies that readers took
from real pages such lines are what was left in by mistake; the same words within a sentence are mostly news
("subscribers signed up for the app").
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_LINE = 240
"""In code points: a line that is longer tells a story, whatever it begins with."""

HEAD = 4
"""By so many bytes, ASCII letters in lower case, nearly all lines are passed over."""

# The words that a line begins with, and behind the bar what has to follow them, as a pattern.
_BOILERPLATE = r"""
click here|\b
click the | ?link
tap here|\b
please |(?:click|subscribe|sign up|log in|sign in|register|enable (?:javascript|cookies))\b
all rights reserved|\b
copyright |(?:©|\(c\)|\d{4}\b)
© 1|\d{3}\b
© 2|\d{3}\b
©20|\d\d\b
subscribe |(?:to|now|today|here|for)\b
already a |(?:subscriber|member)\b
sign up |(?:to|for|here|now|today)\b
log in to |(?:continue|read|comment|leave|view)\b
sign in to |(?:continue|read|comment|leave|view)\b
follow us|\b
follow @|\w
read more|(?: ?:| ?…|$| on | from | about | at | here)
read also|(?: ?:|$)
read next|(?: ?:|$)
see also|(?: ?:|$)
also read|(?: ?:|$)
continue reading|\b
keep reading|(?: ?:|$)
advertisement|(?:s?$| ?[-–—:])
advertisment|s?$
story continues |below\b
article continues |(?:below|after)\b
sponsored content|\b
share this|(?: ?:|$| (?:article|story|post|page)\b)
share on |(?:facebook|twitter|x|whatsapp|linkedin|reddit)\b
share via |
related|(?: (?:articles?|stories|story|posts?|content|topics?|links?|coverage|reading))?(?: ?:|$)
recommended |(?:for you|stories|reading)\b
this article |(?:was |has been |is )?(?:originally |first )+(?:appeared|published|posted|ran)\b
this story |(?:was |has been |is )?(?:originally |first )+(?:appeared|published|posted|ran)\b
this post |(?:was |has been |is )?(?:originally |first )+(?:appeared|published|posted|ran)\b
download our |
download the |[^.]{0,40}\bapp\b
get our |[^.]{0,60}(?:newsletter|inbox)\b
get the |[^.]{0,60}(?:newsletter|in your inbox)\b
get this |[^.]{0,60}in your inbox\b
enable |(?:javascript|cookies)\b
this site uses |cookies\b
our site uses |cookies\b
this website uses |cookies\b
we use cookies|\b
skip to |(?:main )?content\b
enlarge this image|\b
toggle caption|\b
hide caption|$
leave a comment|$
loading|(?:\.\.\.|…)$
no part of |[^.]{0,40}may be reproduced\b
this document is subject to copyright|\b
alle rechte vorbehalten|\b
lesen sie |(?:auch|mehr|hier|dazu)\b
mehr zum thema|\b
klicken sie hier|\b
hier klicken|\b
jetzt |(?:abonnieren|anmelden|registrieren)\b
abonnieren sie |
anzeige|$
artikel teilen|\b
tous droits réservés|\b
lire aussi|\b
lire la suite|\b
à lire aussi|\b
abonnez-vous|\b
inscrivez-vous|\b
cliquez ici|\b
la suite après cette publicité|
publicité|$
partager |(?:l['’]article|cet article|sur)\b
todos los derechos reservados|\b
lee también|\b
lea también|\b
lea más|\b
te puede interesar|\b
haz clic |
haga clic |
publicidad|e?$
suscríbete|\b
suscríbase|\b
tutti i diritti riservati|\b
riproduzione riservata|\b
© riproduzione riservata|\b
leggi anche|\b
clicca qui|\b
pubblicità|$
condividi |(?:su|questo)\b
todos os direitos reservados|\b
leia também|\b
leia mais|\b
clique aqui|\b
inscreva-se|\b
alle rechten voorbehouden|\b
lees ook|(?: ?:|$)
lees meer|(?: ?:|$)
klik hier|\b
meld je aan|\b
advertentie|$
"""

# The cover sheets of Nexis, the mails of ProQuest and the certificates of Europresse name who searched, and for what.
_RESEARCHER = r"""
user name|\s?:\s*\S
job number|\s?:\s*\S
client/matter|\s?:\s*\S
client id/project name|\s?:\s*\S
search terms|\s?:\s*\S
search type|\s?:\s*\S
narrowed by|\s?:
download request|\s?:\s*\S
print request|\s?:\s*\S
time of request|\s?:\s*\S
date and time|\s?:\s*\S.*\d
project id|\s?:\s*\S
benutzername|\s?:\s*\S
auftragsnummer|\s?:\s*\S
jobnummer|\s?:\s*\S
mandant/projekt|\s?:\s*\S
suchbegriffe|\s?:\s*\S
suchtyp|\s?:\s*\S
eingegrenzt |(?:auf|nach)\s?:
nom d'utilisateur|\s?:\s*\S
nom de l'utilisateur|\s?:\s*\S
client/affaire|\s?:\s*\S
termes de recherche|\s?:\s*\S
type de recherche|\s?:\s*\S
nombre de usuario|\s?:\s*\S
términos de búsqueda|\s?:\s*\S
tipo de búsqueda|\s?:\s*\S
gebruikersnaam|\s?:\s*\S
zoektermen|\s?:\s*\S
nome utente|\s?:\s*\S
nome de usuário|\s?:\s*\S
ce certificat est émis|\b
this certificate is issued|\b
este certificado |(?:es|se)\b
this email was sent |(?:by|to) a user of\b
"""


class Phrases(NamedTuple):
    """What a line may begin with: the first `HEAD` bytes of each beginning, and the pattern of all."""

    heads: frozenset[bytes]
    pattern: re.Pattern[str]


def _phrases(lines: str) -> Phrases:
    parts = [line.split("|", 1) for line in lines.strip("\n").split("\n")]
    pattern = "|".join(f"{re.escape(words)}(?:{rest})" for words, rest in parts)
    return Phrases(frozenset(head(words) for words, _ in parts), re.compile(pattern, re.IGNORECASE))


def head(line: str) -> bytes:
    """The first bytes of a line, so folded that an ASCII letter and its capital are one."""
    return bytes(byte | 0x20 for byte in line.encode()[:HEAD])


BOILERPLATE = _phrases(_BOILERPLATE)
RESEARCHER = _phrases(_RESEARCHER)
