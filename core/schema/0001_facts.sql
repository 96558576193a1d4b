-- Pseudonymous ids, codes, numbers, dates and coordinates only: what is told in words stands in the vault.

CREATE TABLE documents (
    patient VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    type VARCHAR NOT NULL,
    received VARCHAR NOT NULL,
    status VARCHAR,
    problems STRUCT(code VARCHAR, page INTEGER)[],
    reading VARCHAR
);
COMMENT ON TABLE documents IS 'One row per uploaded file of a patient.';
COMMENT ON COLUMN documents.id IS 'First 16 hex of the SHA-256 of the file; unique per patient.';
COMMENT ON COLUMN documents.status IS 'read, partly_read or failed; NULL while not read.';
COMMENT ON COLUMN documents.reading IS 'Which vault blobs hold the words of the reading that the other tables show.';

CREATE TABLE pages (
    patient VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    method VARCHAR NOT NULL,
    quality DOUBLE NOT NULL,
    width DOUBLE NOT NULL,
    height DOUBLE NOT NULL,
    characters INTEGER NOT NULL,
    words INTEGER NOT NULL,
    rotation INTEGER NOT NULL,
    tilt DOUBLE NOT NULL
);
COMMENT ON TABLE pages IS 'One row per page read; sizes in points (1/72 inch), rotation and tilt in degrees clockwise.';

CREATE TABLE facts (
    patient VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    assertion VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    date VARCHAR,
    confidence DOUBLE NOT NULL,
    source VARCHAR NOT NULL,
    review VARCHAR NOT NULL,
    fields JSON NOT NULL,
    withheld VARCHAR[] NOT NULL
);
COMMENT ON TABLE facts IS 'One row per fact; of its fields those that are vocabulary terms, codes or measurements.';
COMMENT ON COLUMN facts.date IS 'Partial ISO 8601 as the record gives it: 2024, 2024-03 or 2024-03-14.';
COMMENT ON COLUMN facts.withheld IS 'Names of fields whose words are not in our vocabularies: they stay in the vault.';

CREATE TABLE codes (
    patient VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    fact VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    code VARCHAR NOT NULL
);

CREATE TABLE evidence (
    patient VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    fact VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    page INTEGER NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    boxes DOUBLE[][] NOT NULL
);
COMMENT ON TABLE evidence IS 'Where a page says a fact: character offsets into its text, and one box per line.';
COMMENT ON COLUMN evidence.boxes IS 'x0, top, x1, bottom in points, origin at the top left of the upright page.';

CREATE TABLE reviews (
    patient VARCHAR NOT NULL,
    fact VARCHAR NOT NULL,
    review VARCHAR NOT NULL
);
COMMENT ON TABLE reviews IS 'What the patient said of a fact; kept when its document is read again.';

CREATE TABLE profiles (
    patient VARCHAR NOT NULL,
    snapshot INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    created VARCHAR NOT NULL,
    documents VARCHAR[] NOT NULL,
    facts INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    missing INTEGER NOT NULL
);
COMMENT ON TABLE profiles IS 'Numbered snapshots of what is known of a patient; digest names the vault blob.';

CREATE VIEW all_facts AS
SELECT
    facts.patient, facts.document, documents.type AS document_type, facts.id AS fact, facts.kind,
    facts.assertion, facts.subject, facts.date, facts.confidence, facts.source,
    coalesce(reviews.review, facts.review) AS review,
    facts.fields, facts.withheld,
    evidence.page, evidence.start_offset, evidence.end_offset, evidence.boxes
FROM facts
JOIN documents ON documents.patient = facts.patient AND documents.id = facts.document
JOIN evidence ON evidence.patient = facts.patient AND evidence.document = facts.document
    AND evidence.fact = facts.id AND evidence.position = 0
LEFT JOIN reviews ON reviews.patient = facts.patient AND reviews.fact = facts.id;
COMMENT ON VIEW all_facts IS 'One row per fact with the coordinates of its first evidence; the others are in evidence.';

CREATE VIEW diagnoses AS
SELECT
    fields->>'name' AS name, fields->>'site' AS site, fields->>'histology' AS histology,
    fields->>'laterality' AS laterality, fields->>'behaviour' AS behaviour, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'diagnosis';

CREATE VIEW stages AS
SELECT
    fields->>'system' AS system, fields->>'prefix' AS prefix, fields->>'T' AS t, fields->>'N' AS n,
    fields->>'M' AS m, fields->>'group' AS stage_group, fields->>'edition' AS edition,
    fields->>'derived' AS derived, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'stage';
COMMENT ON VIEW stages IS 'Stages as stated; derived names the rule where ISS or R-ISS was computed from stated labs.';

CREATE VIEW grades AS
SELECT
    fields->>'system' AS system, fields->>'value' AS value,
    CAST(fields->'components' AS VARCHAR[]) AS components, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'grade';

CREATE VIEW biomarkers AS
SELECT
    fields->>'name' AS name, fields->>'method' AS method, fields->>'result' AS result, fields->>'value' AS value,
    TRY_CAST(fields->>'number' AS DOUBLE) AS number, fields->>'unit' AS unit, fields->>'score' AS score,
    fields->>'alteration' AS alteration, fields->>'variant' AS variant, fields->>'specimen' AS specimen,
    * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'biomarker';
COMMENT ON VIEW biomarkers IS 'One row per test of a marker; assertion is about the test, result its outcome.';

CREATE VIEW treatments AS
SELECT
    fields->>'name' AS name, fields->>'type' AS type, CAST(fields->'components' AS VARCHAR[]) AS components,
    fields->>'status' AS status, fields->>'intent' AS intent, TRY_CAST(fields->>'line' AS INTEGER) AS line,
    fields->>'start' AS started, fields->>'end' AS ended, fields->>'dose' AS dose,
    TRY_CAST(fields->>'cycles' AS INTEGER) AS cycles, fields->>'response' AS response,
    fields->>'reason_stopped' AS reason_stopped, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'treatment';

CREATE VIEW findings AS
SELECT
    fields->>'name' AS name, fields->>'value' AS value, TRY_CAST(fields->>'number' AS DOUBLE) AS number,
    CAST(fields->'numbers' AS DOUBLE[]) AS numbers, fields->>'unit' AS unit,
    TRY_CAST(fields->>'involved' AS INTEGER) AS involved, TRY_CAST(fields->>'examined' AS INTEGER) AS examined,
    fields->>'site' AS site, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'finding';

CREATE VIEW labs AS
SELECT
    fields->>'name' AS name, TRY_CAST(fields->>'number' AS DOUBLE) AS number, fields->>'value' AS value,
    fields->>'unit' AS unit, TRY_CAST(fields->>'low' AS DOUBLE) AS low, TRY_CAST(fields->>'high' AS DOUBLE) AS high,
    fields->>'flag' AS flag, * EXCLUDE (fields, kind)
FROM all_facts WHERE kind = 'lab';
