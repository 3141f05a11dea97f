"""A position's value must be in its codebook; dates as printed; the books as known at a moment."""

from django.db import migrations

from tracker.models.known import create_views, drop_views

SQL = """
ALTER TABLE tracker_position ADD CONSTRAINT position_value_in_codebook
    FOREIGN KEY (codebook, dimension, value)
    REFERENCES tracker_codebookvalue (codebook, dimension, value);

CREATE FUNCTION tracker_known_at() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT current_setting('tracker.known_at')::timestamptz $$;

-- A date as it is known: 1987, 2017-05 or 2017-05-01. Years are four digits throughout.
CREATE FUNCTION tracker_date(day date, how_precise text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT left(to_char(day, 'YYYY-MM-DD'), CASE how_precise WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) $$;

-- A cell no spreadsheet runs as a formula (OWASP ASVS 5.0, 1.2.10): an apostrophe goes before
-- = + - @ tab return newline and their full-width forms. Tested on the first character's code,
-- which measured cheaper than a pattern.
CREATE FUNCTION tracker_cell(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT CASE WHEN ascii(cell) IN (61, 43, 45, 64, 9, 13, 10, 65309, 65291, 65293, 65312)
                   THEN '''' || cell ELSE cell END $$;
"""

REVERSE = """
DROP FUNCTION tracker_cell(text);
DROP FUNCTION tracker_date(date, text);
DROP FUNCTION tracker_known_at();
ALTER TABLE tracker_position DROP CONSTRAINT position_value_in_codebook;
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_tables")]

    operations = [
        migrations.RunSQL(SQL, REVERSE),
        migrations.RunPython(create_views, drop_views),
    ]
