-- Whether the bundle was validated on the device that the image is from.
ALTER TABLE shot ADD COLUMN validated INTEGER;  -- 1 or 0; NULL: not noted, the label was given on any device
