"""SQL of the search index: one narrow row per published record, kept by triggers.

Words are searched in a table of their own (id, date, tsvector) beside the wide tables, because counting and
ranking there does not drag long texts from disk. A second vector holds each pair of neighbouring words, so
that a phrase of two very common words is one index lookup instead of a recheck of half the table. Facets are
lexemes too (``state:IL``): words and facets together are one index query.

The table is partitioned by kind. What a kind's row says is one view, ``tracker_searchsource_<kind>``; the
triggers only say which rows to make again.
"""

from __future__ import annotations

TEXT_LIMIT = 100_000
"""Characters of a text that are word-searched. A tsvector over 1 MB fails the insert; this keeps far below."""

PAIR_BITS = 20
"""A pair of words is kept as so many bits of its MD5. Kept whole, pairs are nearly all different and their index
outgrows the texts; as a number of 20 bits the index is small, and one document in some two thousand answers for a
pair it does not hold, which the recheck of the phrase itself removes."""

FUNCTIONS = (
    r"""
-- Letters without accents, lower case, straight apostrophes: both sides of a comparison go through this.
-- Typographic marks go first, so that ordinary English text never pays for the accents.
CREATE FUNCTION tracker_fold(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE plain text := lower(translate(words, '’‘‐‑“”–—…', '''''--""   '));
BEGIN
    IF octet_length(plain) = char_length(plain) THEN RETURN plain; END IF;
    RETURN regexp_replace(normalize(plain, NFKD), '[\u0300-\u036f]', '', 'g');
END $$;

CREATE FUNCTION tracker_words(words text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('pg_catalog.english', tracker_fold(left(coalesce(words, ''), TEXT_LIMIT))), weight) $$;

-- Each word with the one after it and how far apart they stand, 'take~2~handcuff', as a number.
CREATE FUNCTION tracker_word_pairs(document tsvector) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT
               ('x' || substr(md5(lexeme || '~' || (next_at - at) || '~' || next_lexeme), 1, PAIR_DIGITS))::bit(PAIR_BITS)::int), '{}')
      FROM (SELECT lexeme, at, lead(lexeme) OVER word AS next_lexeme, lead(at) OVER word AS next_at
              FROM unnest(document) AS entry(lexeme, positions, weights), unnest(positions) AS at
            WINDOW word AS (ORDER BY at)) AS words
     WHERE next_at > at AND next_at - at < 10 $$;
""".replace("TEXT_LIMIT", str(TEXT_LIMIT))
    .replace("PAIR_BITS", str(PAIR_BITS))
    .replace("PAIR_DIGITS", str(PAIR_BITS // 4))
)

TABLES = """
CREATE TABLE tracker_searchentry (
    kind text NOT NULL,
    record_id bigint NOT NULL,
    main_date date,
    words tsvector NOT NULL,
    pairs int[] NOT NULL,
    PRIMARY KEY (kind, record_id)
) PARTITION BY LIST (kind);
CREATE TABLE tracker_searchfrequency (
    kind text NOT NULL,
    lexeme text NOT NULL,
    documents bigint NOT NULL,
    PRIMARY KEY (kind, lexeme)
);
"""

# What of each kind is searched. Weights: A title or words, B names, C context, D long text.
SOURCES = {
    "articles": """
        SELECT a.id AS record_id, a.published_on AS main_date,
               tracker_words(a.headline, 'A') || tracker_words(a.byline, 'B')
               || tracker_words((SELECT s.text FROM tracker_snapshot s WHERE s.article_id = a.id AND s.text <> ''
                                  ORDER BY s.captured_at DESC, s.id DESC LIMIT 1), 'D') AS words,
               ARRAY['kind:' || a.kind, 'outlet:' || a.outlet_id, 'year:' || extract(year FROM a.published_on)] AS facets
          FROM tracker_article a WHERE a.state = 'published'""",
    "quotations": """
        SELECT q.id, u.said_on,
               tracker_words(q.exact, 'A')
               || tracker_words(concat_ws(' ', u.speaker_label, o.name, array_to_string(o.aliases, ' '), g.name, g.short_name), 'B')
               || tracker_words(a.headline, 'C'),
               ARRAY['official:' || u.official_id, 'outlet:' || a.outlet_id, 'form:' || q.form,
                     'year:' || extract(year FROM u.said_on)]
          FROM tracker_quotation q
          JOIN tracker_utterance u ON u.id = q.utterance_id
          LEFT JOIN tracker_official o ON o.id = u.official_id
          LEFT JOIN tracker_organization g ON g.id = u.organization_id
          JOIN tracker_snapshot s ON s.id = q.snapshot_id
          JOIN tracker_article a ON a.id = s.article_id
         WHERE q.state = 'published'""",
    "officials": """
        SELECT o.id, NULL::date,
               tracker_words(concat_ws(' ', o.name, array_to_string(o.aliases, ' ')), 'A')
               || tracker_words((SELECT string_agg(concat_ws(' ', t.title, g.name, g.short_name, j.full_name), ' ')
                                   FROM tracker_tenure t
                                   LEFT JOIN tracker_organization g ON g.id = t.organization_id
                                   LEFT JOIN tracker_jurisdiction j ON j.id = t.jurisdiction_id
                                  WHERE t.official_id = o.id), 'B'),
               ARRAY[]::text[]
          FROM tracker_official o WHERE o.state = 'published'""",
    "jurisdictions": """
        SELECT j.id, NULL::date,
               tracker_words(concat_ws(' ', j.name, j.full_name,
                   (SELECT string_agg(x.name, ' ') FROM tracker_jurisdictionalias x WHERE x.jurisdiction_id = j.id)), 'A')
               || tracker_words(concat_ws(' ', j.state_code,
                   (SELECT p.name FROM tracker_jurisdiction p WHERE p.state_code = j.state_code
                       AND p.kind IN ('state', 'territory', 'district') ORDER BY p.id LIMIT 1)), 'B'),
               ARRAY['kind:' || j.kind, 'state:' || j.state_code]
          FROM tracker_jurisdiction j WHERE j.state = 'published'""",
    "announcements": """
        SELECT a.id, a.announced_on,
               tracker_words(a.title, 'A')
               || tracker_words(concat_ws(' ', g.name, g.short_name, o.name), 'B')
               || tracker_words(concat_ws(' ', a.detail,
                   (SELECT string_agg(coalesce(j.full_name, t.class_as_printed), ' ') FROM tracker_target t
                      LEFT JOIN tracker_jurisdiction j ON j.id = t.jurisdiction_id WHERE t.announcement_id = a.id)), 'C'),
               ARRAY['kind:' || a.kind, 'year:' || extract(year FROM a.announced_on)]
          FROM tracker_announcement a
          JOIN tracker_organization g ON g.id = a.announcer_id
          LEFT JOIN tracker_official o ON o.id = a.official_id
         WHERE a.state = 'published'""",
    "figures": """
        SELECT f.id, f.claimed_on,
               tracker_words(concat_ws(' ', trim_scale(f.value_low), trim_scale(f.value_high),
                   CASE WHEN f.value_high >= 1000 THEN to_char(trunc(f.value_high), 'FM999,999,999,999,999') END,
                   f.metric, f.exact, f.unit), 'A')
               || tracker_words(concat_ws(' ', o.name, g.name, g.short_name, f.speaker_label), 'B')
               || tracker_words(concat_ws(' ', f.period, f.baseline, f.population), 'C'),
               ARRAY['year:' || extract(year FROM f.claimed_on)]
          FROM tracker_figure f
          LEFT JOIN tracker_official o ON o.id = f.official_id
          LEFT JOIN tracker_organization g ON g.id = f.organization_id
         WHERE f.state = 'published'""",
    "positions": """
        SELECT p.id, lower(p.valid),
               tracker_words(p.stated_as, 'A')
               || tracker_words(concat_ws(' ', j.full_name, g.name, g.short_name), 'B')
               || tracker_words(concat_ws(' ', replace(p.dimension, '_', ' '), c.label), 'C'),
               ARRAY['dimension:' || p.dimension]
          FROM tracker_position p
          JOIN tracker_jurisdiction j ON j.id = p.jurisdiction_id
          JOIN tracker_organization g ON g.id = p.body_id
          LEFT JOIN tracker_codebookvalue c ON (c.codebook, c.dimension, c.value) = (p.codebook, p.dimension, p.value)
         WHERE p.state = 'published' AND upper_inf(p.recorded)""",
    "lists": """
        SELECT e.id, e.published_on,
               tracker_words(concat_ws(' ', e.title, e.label_as_printed), 'A')
               || tracker_words(concat_ws(' ', g.name, g.short_name), 'B') || tracker_words(e.criteria, 'C'),
               ARRAY['year:' || extract(year FROM e.published_on)]
          FROM tracker_listedition e JOIN tracker_organization g ON g.id = e.maker_id
         WHERE e.state = 'published'""",
    "instruments": """
        SELECT i.id, i.adopted_on,
               tracker_words(concat_ws(' ', i.title, i.citation_text), 'A') || tracker_words(g.name, 'B')
               || tracker_words((SELECT string_agg(j.full_name, ' ') FROM tracker_instrumentjurisdiction x
                                   JOIN tracker_jurisdiction j ON j.id = x.jurisdiction_id
                                  WHERE x.instrument_id = i.id), 'B'),
               ARRAY['kind:' || i.kind, 'year:' || extract(year FROM i.adopted_on)]
          FROM tracker_instrument i LEFT JOIN tracker_organization g ON g.id = i.issuer_id
         WHERE i.state = 'published'""",
    "outlets": """
        SELECT o.id, NULL::date, tracker_words(concat_ws(' ', o.name, replace(o.domain, '.', ' '), o.domain), 'A'),
               ARRAY[]::text[]
          FROM tracker_outlet o WHERE o.state = 'published'""",
    "organizations": """
        SELECT g.id, NULL::date,
               tracker_words(concat_ws(' ', g.name, g.short_name, array_to_string(g.aliases, ' ')), 'A'),
               ARRAY['kind:' || g.kind]
          FROM tracker_organization g WHERE g.state = 'published'""",
}

# table → [(kind, expression for the record's id over the changed rows)]
CHANGES = {
    "article": [("articles", "id")],
    "snapshot": [("articles", "article_id")],
    "quotation": [("quotations", "id")],
    "utterance": [("quotations", "(SELECT q.id FROM tracker_quotation q WHERE q.utterance_id = changed.id)")],
    "official": [
        ("officials", "id"),
        (
            "quotations",
            "(SELECT q.id FROM tracker_quotation q JOIN tracker_utterance u ON u.id = q.utterance_id"
            " WHERE u.official_id = changed.id)",
        ),
    ],
    "tenure": [("officials", "official_id")],
    "jurisdiction": [("jurisdictions", "id")],
    "jurisdictionalias": [("jurisdictions", "jurisdiction_id")],
    "announcement": [("announcements", "id")],
    "target": [("announcements", "announcement_id")],
    "figure": [("figures", "id")],
    "position": [("positions", "id")],
    "listedition": [("lists", "id")],
    "instrument": [("instruments", "id")],
    "instrumentjurisdiction": [("instruments", "instrument_id")],
    "outlet": [("outlets", "id")],
    "organization": [("organizations", "id")],
}

REFRESH = """
-- OFFSET 0 keeps the source a query of its own: merged into this one, its words would be worked out twice.
CREATE FUNCTION tracker_search_refresh(of_kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tracker_searchentry WHERE kind = of_kind AND record_id = ANY (ids);
    EXECUTE format(
        'INSERT INTO tracker_searchentry (kind, record_id, main_date, words, pairs)
         SELECT %L, record_id, main_date, words || array_to_tsvector(array_remove(facets, NULL)),
                tracker_word_pairs(words)
           FROM (SELECT * FROM tracker_searchsource_%I WHERE record_id = ANY ($1) OFFSET 0) AS source',
        of_kind, of_kind) USING ids;
END $$;

-- Make a whole kind again, in one pass: after a bulk load with the triggers off. The index is made last,
-- because sorting all words once is several times faster than adding each row's words to it.
CREATE FUNCTION tracker_search_rebuild(of_kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('TRUNCATE tracker_searchentry_%I', of_kind);
    EXECUTE format('DROP INDEX IF EXISTS tracker_searchentry_%s_words', of_kind);
    EXECUTE format(
        'INSERT INTO tracker_searchentry (kind, record_id, main_date, words, pairs)
         SELECT %L, record_id, main_date, words || array_to_tsvector(array_remove(facets, NULL)),
                tracker_word_pairs(words)
           FROM (SELECT * FROM tracker_searchsource_%I OFFSET 0) AS source', of_kind, of_kind);
    EXECUTE format(
        'CREATE INDEX tracker_searchentry_%1$s_words ON tracker_searchentry_%1$s USING gin (words, pairs)', of_kind);
END $$;

-- How many documents of a kind hold each word: tells common words from rare ones before the search is run.
CREATE FUNCTION tracker_search_count_words(of_kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tracker_searchfrequency WHERE kind = of_kind;
    INSERT INTO tracker_searchfrequency (kind, lexeme, documents)
    SELECT of_kind, word, ndoc
      FROM ts_stat(format('SELECT words FROM tracker_searchentry WHERE kind = %L', of_kind))
     WHERE ndoc >= 100;
END $$;
"""


def statements() -> list[str]:
    """Every statement that builds the index, in order."""
    made = [FUNCTIONS, TABLES]
    for kind, query in SOURCES.items():
        made.append(
            f"CREATE VIEW tracker_searchsource_{kind} (record_id, main_date, words, facets) AS {query}"
        )
        partition = f"tracker_searchentry_{kind}"
        made += [
            f"CREATE TABLE {partition} PARTITION OF tracker_searchentry FOR VALUES IN ('{kind}')",
            f"CREATE INDEX {partition}_words ON {partition} USING gin (words, pairs)",
            f"CREATE INDEX {partition}_newest ON {partition} (main_date DESC NULLS LAST, record_id DESC)",
        ]
    made.append(REFRESH)
    for table, kinds in CHANGES.items():
        calls = "\n".join(
            f"PERFORM tracker_search_refresh('{kind}', every.found_ids) FROM (SELECT array_agg(DISTINCT each.found) AS found_ids FROM ("
            + (
                f"SELECT q.id AS found FROM changed, LATERAL {expression} AS q(id)"
                if expression.startswith("(")
                else f"SELECT changed.{expression} AS found FROM changed"
            )
            + ") AS each WHERE each.found IS NOT NULL) AS every WHERE every.found_ids IS NOT NULL;"
            for kind, expression in kinds
        )
        function = f"tracker_search_after_{table}"
        made.append(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {calls} RETURN NULL; END $$"
        )
        for event, transition in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            made.append(
                f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON tracker_{table}"
                f" REFERENCING {transition} TABLE AS changed"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
    return made


def drop_statements() -> list[str]:
    """Every statement that takes it down again."""
    made = []
    for table in CHANGES:
        made += [
            f"DROP TRIGGER search_{event} ON tracker_{table}" for event in ("insert", "update", "delete")
        ]
        made.append(f"DROP FUNCTION tracker_search_after_{table}()")
    made += [f"DROP VIEW tracker_searchsource_{kind}" for kind in SOURCES]
    made += [
        "DROP FUNCTION tracker_search_refresh(text, bigint[])",
        "DROP FUNCTION tracker_search_rebuild(text)",
        "DROP FUNCTION tracker_search_count_words(text)",
        "DROP TABLE tracker_searchentry",
        "DROP TABLE tracker_searchfrequency",
        "DROP FUNCTION tracker_word_pairs(tsvector)",
        'DROP FUNCTION tracker_words(text, "char")',
        "DROP FUNCTION tracker_fold(text)",
    ]
    return made
