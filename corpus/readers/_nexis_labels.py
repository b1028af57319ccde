"""The words that Nexis sets around an article, in the languages of its surfaces: labels, headings, separators.

A word is looked up folded (`text.fold`: small letters, no accents, hyphens as blanks), because one surface prints
LOAD-DATE and another "Load-Date".
"""

from __future__ import annotations

import re

from corpus.text import fold

# Field: labels in English / German / French / Spanish / Dutch / Italian / Portuguese, as far as they are known.
_LABELS = """
headline: headline title / schlagzeile überschrift titel / titre / titular título / kop / titolo / manchete
byline: byline author authors author(s) / autor autoren verfasser / auteur auteurs / autores / auteur(s) / autore
  autori
section: section / rubrik ressort / rubrique / sección / rubriek sectie sectienaam / sezione / seção secção
length: length / länge / longueur / extensión longitud / lengte / lunghezza / extensão comprimento
highlight: highlight highlights standfirst / untertitel vorspann / encart chapeau / encarte destacado subtítulo /
  intro / sommario / destaque
abstract: abstract summary / zusammenfassung / résumé / resumen / samenvatting / riassunto / resumo
dateline: dateline / datumszeile ort / lieu / lugar / plaats / luogo / local
series: series / serie / série
body: body text / textkörper volltext haupttext / corps texte / cuerpo texto / tekst / corpo testo
graphic: graphic graphics photo / grafik bild / graphique illustration illustrations / gráfico gráficos / grafiek
  afbeelding foto / grafica grafico / gráfico
correction: correction clarification / korrektur berichtigung / rectificatif / corrección / correctie / correzione /
  correção
correction-date: correction-date / korrekturdatum korrektur-datum / date-correction date-de-correction /
  fecha-de-corrección / correctiedatum
notes: notes note editor's-note / anmerkung anmerkungen hinweis / remarque remarques note-de-la-rédaction / nota
  notas / opmerking / nota-redazionale
url: url link / internetadresse
language: language / sprache / langue / idioma lengua / taal / lingua / língua
subject: subject subjects terms subject-terms / thema themen schlagwörter schlagworte / sujet sujets / tema temas
  asunto materia / onderwerp onderwerpen / argomento soggetto / assunto assuntos
keyword: keywords keyword / stichwörter stichworte / mots-clés / palabras-clave / trefwoorden / parole-chiave /
  palavras-chave
person: person people persons name / personen / personne personnes / persona personas / persoon / persone / pessoa
  pessoas
organization: organization organisation organizations organisations / organisationen institution / organización /
  organisatie / organizzazione / organização
company: company companies / firma unternehmen firmen gesellschaft / société sociétés entreprise / empresa empresas
  compañía / bedrijf / società azienda
ticker: ticker ticker-symbol tickers / börsenkürzel ticker-kürzel / symbole-boursier symbole / símbolo /
  tickersymbool
industry: industry industries / branche branchen industrie / secteur-activité secteur-d'activité secteur / industria
  sector / bedrijfstak sector / settore / setor indústria
geographic: geographic geographical geography / geographie geographisch region / localisation-géo
  localisation-géographique géographique géographie / geográfico geografía / geografie geografisch / geografico /
  geográfico
country: country / land / pays / país / paese
state: state / bundesland / état / estado / stato
city: city / stadt / ville / ciudad / stad / città / cidade
type: type document-type article-type / dokumenttyp art / type-de-document / tipo tipo-de-documento / soort /
  tipo-di-documento / tipo-de-documento
publication-type: publication-type / publikationstyp publikationsart / type-publication type-de-publication /
  tipo-de-publicación / publicatietype soort-publicatie / tipo-di-pubblicazione tipo-pubblicazione /
  tipo-de-publicação
load-date: load-date update updated / ladedatum update-datum / date-chargement date-de-chargement mise-à-jour /
  fecha-de-carga / laaddatum / data-di-caricamento data-caricamento / data-de-carregamento
code: journal-code document-code acc-no accession-no copyright-id pub-code issn isbn / zeitungs-code
  zeitschriften-code / code-journal / código-de-revista / krantencode / codice-giornale / cite doc-type-code
distribution: distribution / verteilung / distribution-régionale / distribución
copyright: copyright / urheberrecht / droits-d'auteur
"""
FIELDS = {
    fold(label.replace("-", " ").replace("(s)", "s")): field
    for row in _LABELS.strip().replace("\n  ", " ").split("\n")
    for field, _, labels in [row.partition(": ")]
    for label in labels.replace("/", " ").split()
}
"""Label, folded: the field that it is for."""


def _words(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(";"))


ABOVE = frozenset("headline byline section length highlight abstract dateline series body".split())
"""Fields that stand above the text; behind its beginning their labels are words of the text."""

ANYWHERE = frozenset({"graphic", "url", "copyright", "notes", "distribution"})
"""Fields that stand above the text or below it."""

MANY = frozenset({"graphic", "correction", "notes", "abstract"})
"""Fields of several paragraphs."""

ENTITIES = frozenset(
    "subject keyword person organization company ticker industry geographic country state city".split()
)
"""Fields that hold a list of terms: "WEIRS (93%); ROADS (78%)"."""

HOUSEKEEPING = frozenset({"length", "load-date", "publication-type", "code"})
"""Fields that say something about the database's copy, and nothing about the article."""

USED = frozenset(FIELDS.values()) - HOUSEKEEPING - {"distribution"}
"""Fields that a column takes."""

BODY = _words(
    "Body;Text;Textkörper;Haupttext;Volltext;Corps;Corps de l'article;Corps du texte;Texte;Cuerpo;"
    "Cuerpo del artículo;Texto;Tekst;Hoofdtekst;Corpo;Corpo do texto;Testo"
)
"""Headings of the text itself."""

CLASSIFICATION = _words(
    "Classification;Klassifizierung;Klassifikation;Clasificación;Classificatie;Classificazione;Classificação"
)
"""Headings of the terms below the text."""

SUMMARY = _words("ABSTRACT;SUMMARY;ZUSAMMENFASSUNG;RÉSUMÉ;RESUMEN;SAMENVATTING;RIASSUNTO;RESUMO")
FULL_TEXT = _words("FULL TEXT;VOLLTEXT;TEXTE INTÉGRAL;TEXTO COMPLETO;VOLLEDIGE TEKST;TESTO COMPLETO")
"""The two headings by which the text itself is parted."""

RELATED = _words("Related Articles;Related Coverage;Related;Related Links;Also in the News;Read More")
"""Headings of links that web editions leave below the text."""

_END_OF_DOCUMENT = re.compile(
    r"end of document|ende des dokuments|dokumentende|fin du document|fin del documento|einde van (?:het )?document|"
    r"fine del documento|fim do documento"
)
_COUNT = re.compile(
    r"\s*(?:(?:documents?|documentos?|documenti|dokumente?|documenten)\s{1,3}\d{1,5}\s(?:of|von|de|di|van|sur)\s\d{1,5}|"
    r"\d{1,5}\s(?:of|von|de|di|van|sur)\s\d{1,5}\s{1,3}(?:documents?|documentos?|documenti|dokumente?n?|documenten))\s*",
    re.IGNORECASE,
)
_APPENDED = re.compile(
    r"(?:correction|clarification|korrektur|berichtigung|rectificatif|corrección)\s(?:appended|attached|angehängt|joint|"
    r"adjunta)\b",
    re.IGNORECASE,
)
_NO_HEADLINE = _words(
    "No Headline In Original;No Headline;Headline Not Available;Untitled;Keine Überschrift;Sans titre;Pas de titre"
)
_COVER = _words(
    "User Name;Date and Time;Job Number;Client/Matter;Search Terms;Search Type;Narrowed by;"
    "Documents;Content Type;Download Request;Time Of Request;Send To;Terms;Source;Combined Source;Project ID;"
    "Benutzername;Datum und Uhrzeit;Auftragsnummer;Jobnummer;Mandant/Projekt;Suchbegriffe;Suchtyp;Eingegrenzt auf;"
    "Dokumente;Nom d'utilisateur;Date et heure;Numéro de la tâche;Client/Affaire;Termes de recherche;"
    "Type de recherche;Limité par;Documents;Nombre de usuario;Fecha y hora;Términos de búsqueda;Tipo de búsqueda"
)
# Of these, what no article begins a line with: who searched, for whom and for what.
_RESEARCHER = _words(
    "User Name;Job Number;Client/Matter;Client ID/Project Name;Search Terms;Search Type;Narrowed by;Download Request;"
    "Print Request;Time Of Request;Send To;Number of Lines;Project ID;Date and Time;Benutzername;Auftragsnummer;"
    "Jobnummer;Mandant/Projekt;Suchbegriffe;Suchtyp;Eingegrenzt auf;Eingegrenzt nach;Nom d'utilisateur;"
    "Nom de l'utilisateur;Numéro de la tâche;Numéro de tâche;Client/Affaire;Termes de recherche;Type de recherche;"
    "Limité par;Nombre de usuario;Número de trabajo;Términos de búsqueda;Tipo de búsqueda;Gebruikersnaam;Taaknummer;"
    "Zoektermen;Nome utente;Termini di ricerca;Nome de usuário;Termos de pesquisa"
)

# Names of languages as the label LANGUAGE gives them, folded, and their tags (BCP 47).
_LANGUAGES = {
    fold(name): tag
    for tag, names in {
        "en": "English Englisch Anglais Inglés Engels Inglese Inglês",
        "de": "German Deutsch Allemand Alemán Duits Tedesco Alemão",
        "fr": "French Französisch Français Francés Frans Francese Francês",
        "es": "Spanish Spanisch Espagnol Español Castellano Spaans Spagnolo Espanhol",
        "it": "Italian Italienisch Italien Italiano Italiaans",
        "nl": "Dutch Niederländisch Holländisch Néerlandais Neerlandés Nederlands Olandese Holandês Flemish",
        "pt": "Portuguese Portugiesisch Portugais Portugués Portugees Portoghese Português",
        "da": "Danish Dänisch Danois Dansk", "sv": "Swedish Schwedisch Suédois Svenska",
        "no": "Norwegian Norwegisch Norvégien Norsk", "fi": "Finnish Finnisch Finnois Suomi",
        "pl": "Polish Polnisch Polonais Polski", "cs": "Czech Tschechisch Tchèque",
        "hu": "Hungarian Ungarisch Hongrois",
        "ro": "Romanian Rumänisch Roumain", "el": "Greek Griechisch Grec", "tr": "Turkish Türkisch Turc Türkçe",
        "ru": "Russian Russisch Russe", "uk": "Ukrainian Ukrainisch Ukrainien", "ar": "Arabic Arabisch Arabe",
        "he": "Hebrew Hebräisch Hébreu", "zh": "Chinese Chinesisch Chinois", "ja": "Japanese Japanisch Japonais",
        "ko": "Korean Koreanisch Coréen", "id": "Indonesian Indonesisch Indonésien", "ms": "Malay Malaiisch Malais",
        "ca": "Catalan Katalanisch", "af": "Afrikaans", "vi": "Vietnamese", "th": "Thai", "hi": "Hindi", "ur": "Urdu",
    }.items()
    for name in names.split()
}  # fmt: skip


def is_end(text: str) -> bool:
    """Whether a line ends a document, as since 2017: "End of Document"."""
    return len(text) < 40 and _END_OF_DOCUMENT.fullmatch(fold(text)) is not None


def is_count(text: str) -> bool:
    """Whether a line begins a document, as until 2019: "3 of 10 DOCUMENTS", "Dokument 3 von 10".

    >>> is_count("   8 of 383 DOCUMENTS"), is_count("Dokument 1 von 9"), is_count("2 of 3 people")
    (True, True, False)
    """
    return len(text) < 200 and _COUNT.fullmatch(text) is not None


def is_appended(text: str) -> bool:
    """Whether a line says that a correction follows, and nothing else."""
    return len(text) < 60 and _APPENDED.fullmatch(text.strip(" -–—().")) is not None


def without_appended(headline: str) -> tuple[str, bool]:
    """A headline without "- Correction Appended" at its end, and whether that stood there."""
    found = re.search(r"\s*[-–—]\s*(\w+\s\w+)\s*$", headline[-60:])
    if found and is_appended(found[1]):
        return headline[: len(headline) - len(headline[-60:]) + found.start()].rstrip(), True
    return headline, False


def is_no_headline(text: str) -> bool:
    """Whether a headline says that there is none."""
    return fold(text).strip("- ") in _NO_HEADLINE


def is_body(text: str) -> bool:
    """Whether a line is the heading of the text itself."""
    return fold(text) in BODY


def is_cover(text: str) -> bool:
    """Whether a line is of the cover sheet, which names the person who searched and what was searched for."""
    label = re.split(r":|\s\(\d", text[:60], maxsplit=1)[0]
    return fold(label) in _COVER and len(label) < len(text)


def is_researcher(text: str) -> bool:
    """Whether a line begins with a label that only a cover sheet has, with or without its value."""
    label, mark, _ = text.strip()[:60].partition(":")
    return bool(mark) and fold(label) in _RESEARCHER


def language_of(value: str) -> str | None:
    """The tag of the first language that a label names ("GERMAN; DEUTSCH"); None where it names none that is known."""
    for name in value.replace(",", ";").split(";"):
        if tag := _LANGUAGES.get(fold(name)):
            return tag
    return None
