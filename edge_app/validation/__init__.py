"""Site validations: what a site has measured of a bundle on its own device, signed, installed and looked up."""
