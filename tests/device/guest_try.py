import glob, time, cv2, os
from tests.device.pictures import *
from tests.device.usb_probe import Faults
def test_a(bench):
    print(open("/sys/devices/system/clocksource/clocksource0/current_clocksource").read())
    t=time.time(); bench.plug()
    while not glob.glob("/dev/video*"):
        assert time.time()-t<10; time.sleep(.02)
    print("node",time.time()-t, glob.glob("/dev/video*"))
    n=sorted(glob.glob("/dev/video*"))[0]
    c=cv2.VideoCapture(n,cv2.CAP_V4L2); c.set(cv2.CAP_PROP_CONVERT_RGB,0)
    t0=0;t=time.time();N=0
    while time.time()-t<6:
        ok,f=c.read(); assert ok,i
        if not t0: t0=time.time()
        N+=1
    print("rate",(N-1)/(time.time()-t0))
    os.system("cat /proc/stat | head -3; ps aux --sort=-pcpu 2>/dev/null| head -8; grep -E 'vhci|ip' /proc/[0-9]*/comm | head -0")
