-- Which way round a picture is.
ALTER TABLE shot ADD COLUMN mirrored INTEGER;  -- 1: the side of the probe's mark is on the right; NULL: not known
