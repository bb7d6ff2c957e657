-- Why an image has no label although it was judged (`reason`, NULL: it has one), and by what: the model's band around the
-- threshold (calibrated P(abnormal), both NULL: it had none, or not noted), and how many views the probability is the mean of
-- (NULL: not noted, it was one).
ALTER TABLE shot ADD COLUMN band_low REAL;
ALTER TABLE shot ADD COLUMN band_high REAL;
ALTER TABLE shot ADD COLUMN reason TEXT;
ALTER TABLE shot ADD COLUMN views INTEGER;
