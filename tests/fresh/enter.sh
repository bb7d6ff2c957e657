#!/bin/sh
# enter.sh ROOT UID COMMAND [FOLDER ...]   Run a shell command in a Debian root as that user, in its home; as root, in a mount and
# process namespace of its own, so that nothing stays mounted and no process stays behind. The network is this machine's, and so
# are the certificates, pip's configuration and the folders named (lists of them may be separated by spaces), all read-only.
set -eu

if [ "${1:-}" != --inside ]; then
    exec unshare --mount --pid --fork --kill-child --propagation private "$0" --inside "$@"
fi
root=$2
user=$3
command=$4
shift 4

over() { # path: this machine's file or folder in the place of the root's
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")" && touch "$root$1"; fi
    mount --rbind "$1" "$root$1"
    mount -o remount,bind,ro "$root$1"
}

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 dev "$root/dev"
for node in null zero full random urandom tty; do
    touch "$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for path in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/xdg/pip /etc/ssl/certs/ca-certificates.crt "$@"; do
    [ ! -e "$path" ] || over "$path"
done

# What pip, apt and TLS are told through the environment.
carried=$(env | grep -E '^(PIP_[A-Z_]*|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|[a-z]*_proxy|[A-Z]*_PROXY)=' | grep -v ' ' || true)
home=/root
[ "$user" = 0 ] || home=/home/someone
# shellcheck disable=SC2086 # settings without spaces
exec env -i $carried HOME="$home" LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot --userspec="$user:$user" "$root" /bin/sh -c "cd $home && $command"
