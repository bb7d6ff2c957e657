"""What a command asks of the devices of this machine, without a stream on the screen: their names, controls and images."""
