"""The appliance's interface to the operating system."""
