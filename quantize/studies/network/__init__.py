"""The network's answers: whether they change when the image does not, and what INT8 and another runtime leave of them."""
