-- What desk.py fills a desk with. In braces stands what differs between databases, or is asked for.

INSERT INTO claims_topic (name, slug) {topic_rows} SELECT 'Topic ' || i, 'topic-' || i FROM n;

INSERT INTO claims_actor (name, slug, kind, country, wikidata, notes)
{actor_rows} SELECT 'Actor ' || {number_word}, 'actor-' || i, 'state', '', '', '' FROM n;

INSERT INTO sources_outlet (name, slug, homepage, country, reliability, reliability_reason, notes)
{outlet_rows} SELECT 'Outlet ' || i, 'outlet-' || i, '', '', 'F', '', '' FROM n;

INSERT INTO sources_source (outlet_id, kind, title, slug, url, document_number, author, language, title_language, lineage,
    no_copy_reason, notes)
{source_rows} SELECT (SELECT min(id) FROM sources_outlet) + i % {outlets}, 'page', 'Report ' || {number_word},
    'source-' || i, 'https://example.org/' || i, '', '', 'en', '', 'unknown', '', '' FROM n;

-- One source in 5,000 has no copy.
INSERT INTO sources_capture (source_id, file, sha256, content_type, method, captured_at, captured_by_id, archived_url,
    archive_status, archive_failure, notes)
SELECT id, '', '', '', 'archived', {now}, {person}, 'https://archive.example/' || id, 'archived', '', ''
FROM sources_source WHERE id % 5000 > 0;

UPDATE sources_source SET has_copy = {yes} WHERE id % 5000 > 0;

-- Most claims are published, and some wait; a few dozen people share them.
INSERT INTO claims_claim (uid, headline, slug, statement, context, language, no_known_origin, state, assigned_to_id,
    notes, priority, statement_key, created_by_id, created_at, updated_at)
{claim_rows} SELECT {uid}, 'Claim ' || {rare_word} || ' of ' || {number_word}, 'claim-' || i,
    'Claim ' || {rare_word} || ' of ' || {number_word} || ', it is said, at some length, as statements are.', '',
    CASE WHEN i % 3 = 0 THEN 'id' ELSE 'en' END, {no},
    CASE WHEN i % 100 < 70 THEN 'published' WHEN i % 100 < 85 THEN 'declined' WHEN i % 100 < 91 THEN 'logged'
        WHEN i % 100 < 96 THEN 'researching' WHEN i % 100 < 98 THEN 'in_review' WHEN i % 100 < 99 THEN 'verified'
        ELSE 'withdrawn' END,
    CASE WHEN i % 100 BETWEEN 85 AND 90 THEN NULL ELSE {person} + (i / 100) % {people} END,
    '', 2, 'key-' || i, {person}, {minutes_ago}, {minutes_ago} FROM n;

INSERT INTO claims_claim_topics (claim_id, topic_id)
SELECT id, (SELECT min(id) FROM claims_topic) + id % {topics} FROM claims_claim;

INSERT INTO claims_verdict (claim_id, round, summary, explanation, proposed_by_id, reading_note, approved_digest, is_imported)
SELECT id, 1, 'So.', 'Because.', assigned_to_id, '', '', {no} FROM claims_claim
WHERE state IN ('researching', 'in_review', 'verified');

INSERT INTO claims_verdict_authors (verdict_id, user_id) SELECT id, proposed_by_id FROM claims_verdict;

-- Every fourth claim has somebody to answer it, and every eighth of them did not.
INSERT INTO claims_replyrequest (claim_id, actor_id, channel, asked_on, due_on, outcome, waived_reason, notes)
SELECT id, (SELECT min(id) FROM claims_actor) + id % {actors}, 'e-mail', {day_created}, {day_created},
    CASE WHEN id % 32 = 0 THEN 'waiting' ELSE 'answered' END, '', '' FROM claims_claim WHERE id % 4 = 0;

INSERT INTO claims_publication (sequence, claim_id, revision, kind, note, published_at, published_by_id, document,
    document_digest, previous_digest, digest)
SELECT i, i, 1, 'first', '', {now}, {person}, '{{}}', '', {digest}, ''
FROM (SELECT id AS i FROM claims_claim WHERE state = 'published') AS public;

-- One verdict in 500 is past its re-check date.
INSERT INTO claims_publishedclaim (claim_id, publication_id, verdict_sequence, first_sequence, said_place, slug, status,
    language, headline, rating, rating_label, summary, recheck_on, first_published_at, published_at)
SELECT id, id, id, id, id, slug, 'published', language, headline, 'true', 'True', 'So.',
    CASE WHEN id % 500 = 0 THEN {day_created} ELSE NULL END, {now}, {now} FROM claims_claim
WHERE state = 'published';

INSERT INTO claims_deskmatchentry (claim_id, terms, versions, names)
{claim_rows} SELECT i, 'claim of ' || {rare_word} || ' ' || {number_word},
    'en{tab}claim ' || {rare_word} || ' of ' || {number_word} || '{tab}claim ' || {rare_word}, '' FROM n;

INSERT INTO claims_deskmatchterm (word, claims)
SELECT word, count(*) FROM
    ({claim_rows} SELECT {rare_word} AS word FROM n UNION ALL SELECT {number_word} FROM n) AS words GROUP BY word;

INSERT INTO claims_deskmatchterm (word, claims) VALUES ('', {claims}), ('claim', {claims}), ('of', {claims});
