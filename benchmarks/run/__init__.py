"""What `python -m benchmarks run` does: a plan, a worker process for each start, a journal, and the result made of it."""
