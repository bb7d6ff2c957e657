"""Needle-EMG simulator: subject and muscle -> fibres and their rhythms -> electrode -> amplifier -> trace and its events.

Everything it makes is simulated and labelled as such. Comments name a number's source by author and year; docs/emg/README.md
lists them. "Ours" marks what no publication gives: a choice, with its reason.
"""
