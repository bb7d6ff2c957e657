-- How often the patient of a finished exam was changed, and which revision arrived at a destination.
ALTER TABLE exam ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
