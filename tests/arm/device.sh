#!/bin/sh
# device.sh ROOT FOLDER COMMAND...   A command on an arm64 device that has no network. Needs no privileges and Linux 6.7 or newer.
# ROOT is a Debian for arm64 and stays as it is; what the device writes goes to FOLDER/upper, which may hold files of its own.
# FOLDER/processor is what /proc/cpuinfo says; QEMU_CPU names the processor to qemu.
set -eu

if [ "$1" != --inside ]; then
    exec unshare --user --map-root-user --net --mount --pid --fork --kill-child "$0" --inside "$@"
fi
root=$2 folder=$3
shift 3

# Only processes in here run foreign programs by it. Without O (the program's rights): user namespaces may not ask for that.
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
sed 's/:OPF$/:PF/' /usr/lib/binfmt.d/qemu-aarch64.conf >/proc/sys/fs/binfmt_misc/register

mkdir -p "$folder/upper" "$folder/work" "$folder/device"
device=$folder/device
mount -t overlay -o "userxattr,lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" overlay "$device"
mount -t proc proc "$device/proc"
mount --bind "$folder/processor" "$device/proc/cpuinfo"
mount -t tmpfs tmpfs "$device/dev"
for name in null zero full random urandom; do
    : >"$device/dev/$name"
    mount --bind "/dev/$name" "$device/dev/$name"
done
mkdir "$device/dev/shm"
ln -s /proc/self/fd "$device/dev/fd"
mount -t tmpfs tmpfs "$device/run"
mount -t tmpfs tmpfs "$device/tmp"
mkdir -p "$device/media"
[ ! -d "$folder/media" ] || mount --bind "$folder/media" "$device/media"

exec chroot "$device" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "QEMU_CPU=$QEMU_CPU" "$@"
