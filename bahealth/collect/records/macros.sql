-- What stands in a cell of a record, as the store keeps it; NULL when it is not what it should be. One macro, one kind of cell.

-- The keyed hash of a text: the first 16 of the 64 hexadecimal digits. `tag` says what the text is the key of.
CREATE TEMP MACRO hashed(secret, tag, cell) AS
    CAST('0x' || left(sha256(secret || ':' || tag || ':' || cell), 16) AS UBIGINT);

CREATE TEMP MACRO is_so(condition) AS coalesce(condition, false);

CREATE TEMP MACRO key_of(cell) AS
    CASE WHEN strlen(cell) BETWEEN 16 AND 64 AND regexp_full_match(cell, '[0-9]*[A-Za-z_-][0-9A-Za-z_-]*') THEN cell END;

CREATE TEMP MACRO id_of(cell) AS CASE WHEN regexp_full_match(cell, '[0-9A-Za-z_-]{1,60}') THEN cell END;

-- No control characters, nothing that looks like an address of mail or a number of a person.
CREATE TEMP MACRO place_of(cell) AS
    CASE WHEN regexp_full_match(cell, '[^\pC@]{1,120}') AND NOT regexp_matches(cell, '[0-9][0-9.]{6}') THEN cell END;

CREATE TEMP MACRO day_of(cell) AS
    CASE WHEN regexp_full_match(cell, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(cell AS DATE) END;

CREATE TEMP MACRO day_of_date(cell) AS CASE WHEN isfinite(cell) THEN cell END;

CREATE TEMP MACRO day_of_time(cell) AS
    CASE WHEN isfinite(CAST(cell AS TIMESTAMP)) AND date_trunc('day', CAST(cell AS TIMESTAMP)) = cell THEN CAST(cell AS DATE) END;

-- UTC. Without an offset it is the time of Buenos Aires, three hours behind.
CREATE TEMP MACRO instant_of(cell) AS
    CASE
        WHEN regexp_full_match(cell, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?')
            THEN TRY_CAST(cell AS TIMESTAMP) + INTERVAL 3 HOUR
        WHEN regexp_full_match(
            cell, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?Z'
        ) THEN TRY_CAST(left(cell, -1) AS TIMESTAMP)
        WHEN regexp_full_match(
            cell,
            '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?[+-](0[0-9]|1[0-4]):[0-5][0-9]'
        ) THEN TRY_CAST(left(cell, -6) AS TIMESTAMP)
            - CAST(left(right(cell, 6), 1) || '1' AS INTEGER)
            * to_minutes(60 * CAST(left(right(cell, 5), 2) AS INTEGER) + CAST(right(cell, 2) AS INTEGER))
    END;

CREATE TEMP MACRO instant_of_local(cell) AS
    CASE WHEN isfinite(CAST(cell AS TIMESTAMP)) THEN CAST(cell AS TIMESTAMP) + INTERVAL 3 HOUR END;

CREATE TEMP MACRO instant_of_zoned(cell) AS CASE WHEN isfinite(cell) THEN make_timestamp(epoch_us(cell)) END;

-- A whole number; one too long for an INTEGER is out of every range, and so is its stand-in.
CREATE TEMP MACRO whole_of(cell) AS
    CASE
        WHEN regexp_full_match(cell, '-?[0-9]{1,9}') THEN CAST(cell AS INTEGER)
        WHEN regexp_full_match(cell, '-?[0-9]+') THEN 2147483647
    END;

CREATE TEMP MACRO whole_of_number(cell) AS
    CASE
        WHEN NOT abs(CAST(cell AS DOUBLE)) < 1e9 THEN 2147483647
        WHEN trunc(CAST(cell AS DOUBLE)) = cell THEN CAST(cell AS INTEGER)
    END;

CREATE TEMP MACRO share_of(cell) AS
    CASE WHEN regexp_full_match(cell, '-?[0-9]{1,9}([.][0-9]{1,30})?([eE]-?[0-9]{1,2})?') THEN CAST(cell AS DOUBLE) END;

-- ICD-10 in upper case without its dot.
CREATE TEMP MACRO code_of(cell) AS
    CASE WHEN regexp_full_match(upper(cell), '[A-Z][0-9]{2}([.]?[0-9A-Z]{1,4})?') THEN replace(upper(cell), '.', '') END;

CREATE TEMP MACRO flag_of(cell) AS CASE lower(cell) WHEN 'true' THEN true WHEN 'false' THEN false END;

-- What a row says, for its content hash: no cell holds a unit separator.
CREATE TEMP MACRO told(cell) AS coalesce(CAST(cell AS VARCHAR), '') || chr(31);

CREATE TEMP MACRO if_known(cell, is_known) AS CASE WHEN is_known THEN cell END;

CREATE TEMP MACRO share_of_number(cell) AS CAST(cell AS DOUBLE);

CREATE TEMP MACRO flag_of_flag(cell) AS cell;

CREATE TEMP MACRO hours_of(cell) AS
    CASE WHEN strlen(cell) <= 300 AND regexp_full_match(
        cell,
        '((mo|tu|we|th|fr|sa|su)(-(mo|tu|we|th|fr|sa|su))? ([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)(; |$))+'
    ) AND NOT ends_with(cell, ' ') THEN cell END;

CREATE TEMP MACRO services_of(cell) AS
    CASE WHEN strlen(cell) <= 300 AND regexp_full_match(cell, '[0-9a-z_-]{1,60}( [0-9a-z_-]{1,60})*') THEN cell END;
