-- A list counts every exam's shots by label. Without this it reads past every picture, which lies before the label.
CREATE INDEX IF NOT EXISTS shot_label ON shot (exam, label);
