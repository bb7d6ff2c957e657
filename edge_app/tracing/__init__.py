"""What became of each frame, thread by thread: recorded while the appliance runs, and written for Perfetto."""
