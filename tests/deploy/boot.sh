#!/bin/sh
# boot.sh ROOT FOLDER STICK: boots the Debian in ROOT, which is not changed; what it writes stays in FOLDER. Within `unshare -n -m`.
set -eu
mount --make-rprivate /
ip link set lo up
# A cgroup of its own: systemd takes the one that it finds itself in, and several of these run at once.
for tree in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    [ -w "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/${2##*/}"
    echo $$ >"$tree/${2##*/}/cgroup.procs"
done
mkdir -p "$2/upper" "$2/work" "$2/merged"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/merged"
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
exec systemd-nspawn --quiet -D "$2/merged" --bind-ro="$3:/media/stick" --register=no --keep-unit --boot --machine=appliance
