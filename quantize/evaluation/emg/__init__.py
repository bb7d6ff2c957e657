"""How well events of needle EMG are told apart: by the logistic model on the reading, and by whatever else names them."""
