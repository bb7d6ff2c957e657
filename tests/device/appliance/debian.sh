#!/bin/bash
# debian.sh SUITE ROOT   A stock Debian for arm64 in a folder, set up by its own packages' scripts on an emulated processor. As root.
set -eu

if [ "${1:-}" != --inside ]; then
    # Every account keeps its number; only in there are arm64 programs run by QEMU (binfmt_misc, Linux 6.7).
    unshare --user --mount --pid --fork --kill-child --mount-proc "$0" --inside "$@" &
    sleep 1
    echo "0 0 65536" >/proc/$!/gid_map
    echo "0 0 65536" >/proc/$!/uid_map
    wait $!
    exit
fi
shift
until [ "$(id -u)" = 0 ]; do sleep 0.1; done
# Once more: whoever is root only now gets the rights with the next program.
[ "${1:-}" = --root ] || exec "$0" --inside --root "$@"
suite=$2 root=$3
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
sed 's/:OPF$/:PF/' /usr/lib/binfmt.d/qemu-aarch64.conf >/proc/sys/fs/binfmt_misc/register
export QEMU_CPU=cortex-a72 # QEMU's own default gives wrong mathematics
# Of a stock system, what boots and is reached by ssh, and the part of it that the release's file of packages takes for granted.
packages=linux-image-arm64,initramfs-tools,systemd-sysv,systemd-timesyncd,libpam-systemd,dbus,udev,kmod,iproute2,procps,e2fsprogs
packages=$packages,openssh-server,python3,openssl,nftables,libxml2,libpopt0
case $suite in
bookworm) packages=$packages,libicu72,libbrotli1 ;;
*) packages=$packages,libjson-c5 ;;
esac
# In emulation minutes are saved: nothing waits for a disk, nobody reads the manuals, and the initial RAM disk gets only the modules that
# this machine's disks need.
# shellcheck disable=SC2016 # meant: expanded by the hooks
exec mmdebstrap --quiet --mode=root --arch=arm64 --variant=minbase --include="$packages" \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --setup-hook='mkdir -p "$1"/etc/initramfs-tools/conf.d "$1"/usr/share/initramfs-tools/modules.d && echo MODULES=list >"$1/etc/initramfs-tools/conf.d/machine"' \
    --setup-hook='printf "virtio_pci\nvirtio_blk\next4\noverlay\n" >"$1/usr/share/initramfs-tools/modules.d/machine"' \
    --customize-hook='rm -f "$1"/etc/dpkg/dpkg.cfg.d/*mmdebstrap*' \
    "$suite" "$root"
