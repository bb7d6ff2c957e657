#!/bin/sh
# sysroot.sh FOLDER   Debian 13 for arm64 with the appliance's packages, in a folder: made in about a minute, or brought up to date.
# Nothing of it is executed here and nothing is mounted: a file is unpacked, not installed. PYTHON names an interpreter with uv.
set -eu

root=$1
project=$(cd "$(dirname "$0")/../.." && pwd)

missing=""
while read -r command package; do
    command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
done <<'COMMANDS'
qemu-aarch64-static qemu-user-static
mmdebstrap mmdebstrap
unshare util-linux
COMMANDS
if [ -n "$missing" ]; then
    echo "Missing system packages. Install them with:  sudo apt-get install -y$missing" >&2
    exit 1
fi

if ! cmp -s "$0" "$root/opt/sysroot.sh"; then
    echo "Unpacking Debian 13 for arm64 into $root"
    rm -rf "$root" "$root.part"
    mkdir -p "$(dirname "$root")"
    mmdebstrap --quiet --mode=chrootless --arch=arm64 --variant=extract \
        --include=base-files,python3-minimal,libpython3-stdlib,libstdc++6 trixie "$root.part"
    mkdir -p "$root.part/opt"
    cp "$0" "$root.part/opt/"
    mv "$root.part" "$root"
fi
# Not written over: another run may be executing it.
cp --remove-destination "$(command -v qemu-aarch64-static)" "$root/usr/bin/"

# uv and not pip: pip reads the environment markers (python_version) of the interpreter it runs on, not of the target.
lock=$project/locks/3.13/appliance.txt
if ! cmp -s "$lock" "$root/opt/edge-app/appliance.txt"; then
    echo "Installing the appliance's packages for Python 3.13 on aarch64"
    rm -rf "$root/opt/edge-app"
    "${PYTHON:-python3}" -m uv pip install --quiet --target "$root/opt/edge-app" --only-binary :all: --no-deps --require-hashes \
        --python-version 3.13 --python-platform aarch64-manylinux_2_40 -r "$lock"
    cp "$lock" "$root/opt/edge-app/"
fi
