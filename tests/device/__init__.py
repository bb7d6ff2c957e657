"""The appliance's capture code against the kernel's own UVC driver and a USB probe made of software, in a virtual machine.

`make test-device`, or `python -m tests.device [pytest's arguments]`. Modules named `guest_*` hold tests that run in the guest
only; the guest's root is this machine's own, so the code, the interpreter and the packages under test are the ones here.
"""
