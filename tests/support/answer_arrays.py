"""Labels, probabilities and weights of N images, as hypothesis draws them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

N = 40
label_arrays = arrays.arrays(np.int64, N, elements=st.integers(0, 1))
coarse = st.integers(0, 8).map(lambda i: i / 8)  # many ties
probability_arrays = arrays.arrays(np.float64, N, elements=coarse | st.floats(0, 1))
weight_arrays = arrays.arrays(np.float64, N, elements=st.integers(0, 3).map(float))
