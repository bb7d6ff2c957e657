-- Of images analysed with a bundle that describes its classes: what each of them got, as JSON, and the evidence for each,
-- float32, little-endian, a map of heat_rows rows for each class.
ALTER TABLE shot ADD COLUMN classes TEXT;
ALTER TABLE shot ADD COLUMN class_heat BLOB;
