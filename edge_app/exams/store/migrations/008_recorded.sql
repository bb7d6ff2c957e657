-- Whether an image was read from a file: then it is of no probe that was there.
ALTER TABLE shot ADD COLUMN recorded INTEGER;  -- 1; NULL: it was not, or an older program took it
