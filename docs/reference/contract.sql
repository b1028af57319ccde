CREATE TABLE "articles" (
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> '') CHECK (regexp_full_match("article_id", '[a-z][0-9a-f]{12,40}')),
    "guid" VARCHAR,
    "version" VARCHAR,
    "kind" VARCHAR NOT NULL CHECK ("kind" IN ('article', 'notice', 'package')),
    "status" VARCHAR NOT NULL CHECK ("status" IN ('usable', 'withheld', 'canceled')),
    "url" VARCHAR,
    "headline" VARCHAR,
    "deck" VARCHAR,
    "kicker" VARCHAR,
    "slugline" VARCHAR,
    "byline" VARCHAR,
    "agency" VARCHAR,
    "credit" VARCHAR,
    "publisher" VARCHAR,
    "publisher_place" VARCHAR,
    "dateline_place" VARCHAR,
    "published_at" TIMESTAMP WITH TIME ZONE,
    "published_precision" VARCHAR NOT NULL CHECK ("published_precision" IN ('instant', 'day', 'month', 'year', 'none')),
    "published_zone" VARCHAR,
    "modified_at" TIMESTAMP WITH TIME ZONE,
    "embargoed_until" TIMESTAMP WITH TIME ZONE,
    "expires_at" TIMESTAMP WITH TIME ZONE,
    "retrieved_at" TIMESTAMP WITH TIME ZONE,
    "language" VARCHAR CHECK (regexp_full_match("language", '[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*')),
    "language_origin" VARCHAR NOT NULL CHECK ("language_origin" IN ('declared', 'detected', 'none')),
    "section" VARCHAR,
    "page" VARCHAR,
    "genre" VARCHAR,
    "urgency" VARCHAR,
    "rights" VARCHAR,
    "usage_terms" VARCHAR,
    "license" VARCHAR,
    "redistribution" VARCHAR NOT NULL CHECK ("redistribution" IN ('open', 'restricted', 'unknown')),
    "editor_note" VARCHAR,
    "correction" VARCHAR,
    "summary" VARCHAR,
    "body" VARCHAR NOT NULL,
    "body_sha256" VARCHAR NOT NULL CHECK ("body_sha256" <> '') CHECK (regexp_full_match("body_sha256", '[0-9a-f]{64}')),
    "paragraph_count" INTEGER NOT NULL CHECK ("paragraph_count" >= 0),
    "word_count" INTEGER NOT NULL CHECK ("word_count" >= 0),
    "is_truncated" BOOLEAN NOT NULL,
    "duplicate_of" VARCHAR,
    "source_uri" VARCHAR NOT NULL CHECK ("source_uri" <> ''),
    "source_item" VARCHAR NOT NULL CHECK ("source_item" <> ''),
    "source_format" VARCHAR NOT NULL CHECK ("source_format" <> ''),
    "source_sha256" VARCHAR NOT NULL CHECK ("source_sha256" <> '') CHECK (regexp_full_match("source_sha256", '[0-9a-f]{64}')),
    "source_encoding" VARCHAR,
    PRIMARY KEY ("article_id"),
    FOREIGN KEY ("duplicate_of") REFERENCES "articles" ("article_id")
);

CREATE TABLE "people" (
    "person_id" VARCHAR NOT NULL CHECK ("person_id" <> '') CHECK (regexp_full_match("person_id", '[a-z][0-9a-f]{12,40}')),
    "name" VARCHAR NOT NULL CHECK ("name" <> ''),
    "given_name" VARCHAR,
    "family_name" VARCHAR,
    "name_key" VARCHAR NOT NULL CHECK ("name_key" <> ''),
    "is_full_name" BOOLEAN NOT NULL,
    "article_count" INTEGER NOT NULL CHECK ("article_count" >= 0),
    "mention_count" INTEGER NOT NULL CHECK ("mention_count" >= 0),
    "quote_count" INTEGER NOT NULL CHECK ("quote_count" >= 0),
    "wikidata_qid" VARCHAR CHECK (regexp_full_match("wikidata_qid", 'Q[1-9][0-9]*')),
    PRIMARY KEY ("person_id")
);

CREATE TABLE "orgs" (
    "org_id" VARCHAR NOT NULL CHECK ("org_id" <> '') CHECK (regexp_full_match("org_id", '[a-z][0-9a-f]{12,40}')),
    "name" VARCHAR NOT NULL CHECK ("name" <> ''),
    "acronym" VARCHAR,
    "kind" VARCHAR NOT NULL CHECK ("kind" IN ('government', 'military', 'party', 'company', 'media', 'agency', 'ngo', 'international', 'education', 'sport', 'court', 'other', 'unknown')),
    "name_key" VARCHAR NOT NULL CHECK ("name_key" <> ''),
    "article_count" INTEGER NOT NULL CHECK ("article_count" >= 0),
    "mention_count" INTEGER NOT NULL CHECK ("mention_count" >= 0),
    "quote_count" INTEGER NOT NULL CHECK ("quote_count" >= 0),
    "wikidata_qid" VARCHAR CHECK (regexp_full_match("wikidata_qid", 'Q[1-9][0-9]*')),
    PRIMARY KEY ("org_id")
);

CREATE TABLE "mentions" (
    "mention_id" VARCHAR NOT NULL CHECK ("mention_id" <> '') CHECK (regexp_full_match("mention_id", '[a-z][0-9a-f]{12,40}')),
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "field" VARCHAR NOT NULL CHECK ("field" IN ('body', 'headline', 'deck', 'caption', 'byline')),
    "field_position" INTEGER NOT NULL CHECK ("field_position" >= 0),
    "start" INTEGER NOT NULL CHECK ("start" >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= 0),
    "text" VARCHAR NOT NULL CHECK ("text" <> ''),
    "kind" VARCHAR NOT NULL CHECK ("kind" IN ('name', 'short', 'pronoun', 'nominal')),
    "entity_kind" VARCHAR NOT NULL CHECK ("entity_kind" IN ('person', 'org', 'anonymous', 'group', 'document')),
    "person_id" VARCHAR,
    "org_id" VARCHAR,
    "confidence" DOUBLE NOT NULL CHECK ("confidence" >= 0) CHECK ("confidence" <= 1),
    PRIMARY KEY ("mention_id"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id"),
    FOREIGN KEY ("person_id") REFERENCES "people" ("person_id"),
    FOREIGN KEY ("org_id") REFERENCES "orgs" ("org_id")
);

CREATE TABLE "quotes" (
    "quote_id" VARCHAR NOT NULL CHECK ("quote_id" <> '') CHECK (regexp_full_match("quote_id", '[a-z][0-9a-f]{12,40}')),
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "position" INTEGER NOT NULL CHECK ("position" >= 0),
    "paragraph" INTEGER NOT NULL CHECK ("paragraph" >= 0),
    "start" INTEGER NOT NULL CHECK ("start" >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= 0),
    "text" VARCHAR NOT NULL CHECK ("text" <> ''),
    "kind" VARCHAR NOT NULL CHECK ("kind" IN ('direct', 'partial', 'indirect')),
    "speaker_kind" VARCHAR NOT NULL CHECK ("speaker_kind" IN ('person', 'org', 'anonymous', 'group', 'document', 'unknown')),
    "person_id" VARCHAR,
    "org_id" VARCHAR,
    "speaker_mention_id" VARCHAR,
    "speaker_text" VARCHAR,
    "cue" VARCHAR,
    "attribution" VARCHAR NOT NULL CHECK ("attribution" IN ('explicit', 'continued', 'inferred', 'none')),
    "medium" VARCHAR,
    "continues_quote_id" VARCHAR,
    "rule" VARCHAR NOT NULL CHECK ("rule" <> ''),
    "span_confidence" DOUBLE NOT NULL CHECK ("span_confidence" >= 0) CHECK ("span_confidence" <= 1),
    "speaker_confidence" DOUBLE NOT NULL CHECK ("speaker_confidence" >= 0) CHECK ("speaker_confidence" <= 1),
    PRIMARY KEY ("quote_id"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id"),
    FOREIGN KEY ("person_id") REFERENCES "people" ("person_id"),
    FOREIGN KEY ("org_id") REFERENCES "orgs" ("org_id"),
    FOREIGN KEY ("speaker_mention_id") REFERENCES "mentions" ("mention_id"),
    FOREIGN KEY ("continues_quote_id") REFERENCES "quotes" ("quote_id")
);

CREATE TABLE "cues" (
    "quote_id" VARCHAR NOT NULL CHECK ("quote_id" <> ''),
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "start" INTEGER NOT NULL CHECK ("start" >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= 0),
    "text" VARCHAR NOT NULL CHECK ("text" <> ''),
    "lemma" VARCHAR NOT NULL CHECK ("lemma" <> ''),
    PRIMARY KEY ("quote_id", "start"),
    FOREIGN KEY ("quote_id") REFERENCES "quotes" ("quote_id"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id")
);

CREATE TABLE "roles" (
    "role_id" VARCHAR NOT NULL CHECK ("role_id" <> '') CHECK (regexp_full_match("role_id", '[a-z][0-9a-f]{12,40}')),
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "person_id" VARCHAR NOT NULL CHECK ("person_id" <> ''),
    "field" VARCHAR NOT NULL CHECK ("field" IN ('body', 'headline', 'deck', 'caption', 'byline')),
    "field_position" INTEGER NOT NULL CHECK ("field_position" >= 0),
    "start" INTEGER NOT NULL CHECK ("start" >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= 0),
    "text" VARCHAR NOT NULL CHECK ("text" <> ''),
    "org_id" VARCHAR,
    "relation" VARCHAR NOT NULL CHECK ("relation" IN ('title', 'apposition', 'relative', 'former')),
    PRIMARY KEY ("role_id"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id"),
    FOREIGN KEY ("person_id") REFERENCES "people" ("person_id"),
    FOREIGN KEY ("org_id") REFERENCES "orgs" ("org_id")
);

CREATE TABLE "authors" (
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "position" INTEGER NOT NULL CHECK ("position" >= 0),
    "name" VARCHAR NOT NULL CHECK ("name" <> ''),
    "kind" VARCHAR NOT NULL CHECK ("kind" IN ('person', 'agency', 'desk')),
    "person_id" VARCHAR,
    PRIMARY KEY ("article_id", "position"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id"),
    FOREIGN KEY ("person_id") REFERENCES "people" ("person_id")
);

CREATE TABLE "captions" (
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "position" INTEGER NOT NULL CHECK ("position" >= 0),
    "text" VARCHAR NOT NULL,
    "credit" VARCHAR,
    PRIMARY KEY ("article_id", "position"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id")
);

CREATE TABLE "subjects" (
    "article_id" VARCHAR NOT NULL CHECK ("article_id" <> ''),
    "position" INTEGER NOT NULL CHECK ("position" >= 0),
    "scheme" VARCHAR,
    "code" VARCHAR,
    "name" VARCHAR,
    "relevance" DOUBLE CHECK ("relevance" >= 0) CHECK ("relevance" <= 1),
    PRIMARY KEY ("article_id", "position"),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id")
);

CREATE TABLE "problems" (
    "source_uri" VARCHAR NOT NULL CHECK ("source_uri" <> ''),
    "source_item" VARCHAR,
    "code" VARCHAR NOT NULL CHECK ("code" <> '') CHECK (regexp_full_match("code", '[a-z][a-z0-9-]*')),
    "severity" VARCHAR NOT NULL CHECK ("severity" IN ('error', 'warning', 'note')),
    "article_id" VARCHAR,
    "message" VARCHAR NOT NULL CHECK ("message" <> ''),
    FOREIGN KEY ("article_id") REFERENCES "articles" ("article_id")
);
