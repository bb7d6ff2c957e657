#!/bin/sh
# Sees that the system packages for a purpose are there; installs them where that is allowed, else names the command.
#   system_packages.sh python PYTHON [PURPOSE]   the interpreter can make a virtual environment, and what goes into it is locked
#   system_packages.sh screen          the libraries Qt's platform plugins load
#   system_packages.sh watch           what the tests of privacy watch with
#   system_packages.sh validators      what the tests are judged by: DICOM's validators, a DICOM server, PDF's reader, and the tools
#                                      that read a device's system files and pack its releases
#   system_packages.sh deploy          what makes a system with systemd in namespaces, to deploy to
#   system_packages.sh instructions    what counts a program's instructions
set -eu

install() { # packages...
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing system packages: $*. Install them with this system's package manager, then try again." >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
        root=""
    elif sudo -n true 2>/dev/null; then
        root=sudo
    else
        echo "Missing system packages. Install them with:  sudo apt-get install -y $*" >&2
        exit 1
    fi
    echo "Installing missing system packages: $*"
    $root apt-get update -qq
    case " $* " in *" orthanc "* | *" openssh-server "*) forbid_services ;; esac
    # A new machine's own updates hold the lock for a while.
    $root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq "$@" >/dev/null
    case " $* " in *" orthanc "*) $root update-rc.d orthanc disable >/dev/null ;; esac
    case " $* " in *" openssh-server "*) $root update-rc.d ssh disable >/dev/null ;; esac
}

# Debian's orthanc and openssh-server start a server that listens, at once and at every boot; the tests start their own. So until
# this script ends no package may start a service (policy-rc.d, see invoke-rc.d(8)), unless the machine has a policy of its own,
# and then they are taken out of the boot.
forbid_services() {
    policy=/usr/sbin/policy-rc.d
    [ ! -e "$policy" ] || return 0
    trap '$root rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
    $root chmod 755 "$policy"
}

case "${1:-}" in
python)
    locks=$(dirname "$0")/../locks
    version=$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ ! -e "$locks/$version/${3:-appliance}.txt" ]; then
        those=$(cd "$locks" && echo */"${3:-appliance}.txt" | sed "s,/[^ ]*,,g")
        echo "$2 is Python $version, and locks/ has packages for $those. Name one of those:  make PYTHON=python3.11 ${3:-run}" >&2
        exit 1
    fi
    "$2" -c 'import venv, ensurepip' 2>/dev/null || install python3-venv
    ;;
screen)
    missing=""
    while read -r library package; do
        ldconfig -p 2>/dev/null | grep -q "$library" || missing="$missing $package"
    done <<'LIBRARIES'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libglib-2.0.so.0 libglib2.0-0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-image.so.0 libxcb-image0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-xkb.so.1 libxcb-xkb1
libxcb-randr.so.0 libxcb-randr0
libxcb-shape.so.0 libxcb-shape0
LIBRARIES
    fc-list 2>/dev/null | grep -q . || [ -d /usr/share/fonts/truetype ] || missing="$missing fonts-dejavu-core"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install $missing
    ;;
watch)
    missing=""
    command -v strace >/dev/null 2>&1 || missing="$missing strace"
    command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install $missing
    ;;
validators)
    PATH="$PATH:/usr/sbin" # Orthanc, nft and sshd lie there, where not everybody looks
    missing=""
    command -v dciodvfy >/dev/null 2>&1 || missing="$missing dicom3tools"
    command -v dcmdump >/dev/null 2>&1 || missing="$missing dcmtk"
    command -v Orthanc >/dev/null 2>&1 || missing="$missing orthanc"
    command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
    command -v nft >/dev/null 2>&1 || missing="$missing nftables"
    command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
    command -v sshd >/dev/null 2>&1 || missing="$missing openssh-server"
    command -v shellcheck >/dev/null 2>&1 || missing="$missing shellcheck"
    command -v edid-decode >/dev/null 2>&1 || missing="$missing edid-decode"
    command -v cage >/dev/null 2>&1 || missing="$missing cage"
    command -v zstd >/dev/null 2>&1 || missing="$missing zstd"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install $missing
    ;;
deploy)
    PATH="$PATH:/usr/sbin"
    missing=""
    command -v systemd-nspawn >/dev/null 2>&1 || missing="$missing systemd-container"
    command -v mmdebstrap >/dev/null 2>&1 || missing="$missing mmdebstrap"
    command -v ssh >/dev/null 2>&1 || missing="$missing openssh-client"
    command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
    command -v zstd >/dev/null 2>&1 || missing="$missing zstd"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install $missing
    ;;
instructions)
    missing=""
    command -v valgrind >/dev/null 2>&1 || missing="$missing valgrind"
    command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install $missing
    ;;
*)
    echo "usage: system_packages.sh python PYTHON | screen | watch | validators | deploy | instructions" >&2
    exit 2
    ;;
esac
