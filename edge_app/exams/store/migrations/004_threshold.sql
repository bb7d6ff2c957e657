-- From which probability on the label was "abnormal": a site that lies close to it is uncertain, also when the model is another one.
ALTER TABLE shot ADD COLUMN threshold REAL;  -- NULL: not noted
