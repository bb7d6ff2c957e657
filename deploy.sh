#!/usr/bin/env bash
# Puts the appliance onto devices and looks after it there: over SSH from a workstation, or from a USB stick on the device itself.
# What a device does with a release is edge_app/release (release.pyz on the device); this only sends files and calls that.
set -euo pipefail

usage() {
    cat <<'USAGE'
deploy.sh COMMAND DEVICE... [OPTIONS]

A DEVICE is whatever ssh takes (pi@10.0.0.7, ssh://root@probe-3:2222, a name in ~/.ssh/config), or `local`: this machine itself,
as from a USB stick. The account has to be root, or may use sudo without a password.

  install       Make a stock Raspberry Pi, Jetson or Debian machine the appliance.     --release FILE [--packages FILE]
  update        Put a newer release onto the appliance.                                --release FILE [--packages FILE]
                A release is kept only if it passes its self-test on the device; otherwise the old one comes back.
  rollback      Go back to the previous release, or with --release to an older one that was on the device before.
  status        Which release really runs, and why the last update was taken back, if it was.
  doctor        Status, then the check of the model's answers on the device.
  bench         How fast each engine is on the device, beside the kiosk that runs; changes nothing. A minute or more.
  collect-logs  Bring logs here, one file for each device. They hold nothing of patients.
  uninstall     Take the appliance away. Exams, settings and keys stay on the device.

  --release FILE    A release: edge-app-VERSION-BOARD.release, as `make release` makes it.
  --packages FILE   System packages that a stock system lacks, for a device without a network.
  --key FILE        Public key that releases are signed with (install; may be repeated).  [default: *.pub beside the release]
  --management NET  Network that may use SSH afterwards, such as 192.168.7.0/24 (install). Without it, nobody may: USB stick only.
  --board NAME      Name the board, where it cannot be detected (install).
  --hosts FILE      Devices, one in a line; # begins a comment.
  --keep-going      With several devices: go on with the next one after a failure.
  --json            status for programs.
  --anyway          rollback, even if the older release cannot read the exams.
  --dry-run         Look at the devices and check that everything fits; change nothing.

Everything can be run again, wherever it was interrupted. Several devices are done one after the other, and the first failure ends
it. Examples:

  ./deploy.sh install pi@10.0.0.7 --release edge-app-0.2.0-raspberry-pi-5.release --management 10.0.0.0/24
  ./deploy.sh update --hosts ward-3.txt --release edge-app-0.2.1-raspberry-pi-5.release --dry-run
  sudo bash /media/stick/deploy.sh update local --release /media/stick/edge-app-0.2.1-raspberry-pi-5.release
USAGE
}

DATA=/var/lib/edge-app PROGRAM=/usr/lib/edge-app/release.pyz KEYS=/etc/edge-app/release-keys
patience=${EDGE_APP_PATIENCE_S:-900} # s until a release has to be confirmed; an emulated machine takes longer
release="" packages="" board="" management="" hosts=() keys=() dry="" keep="" anyway="" json=""
ssh_options=(-o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=10)

fail() { echo "deploy.sh: $*" >&2; exit 1; }
say() { echo "$device: $*"; }
need() { [ -n "${2:-}" ] || fail "$1 needs a value; see deploy.sh --help"; }

# Run a command on the device, as root.
on() {
    if [ "$device" = local ]; then ${sudo:-} "$@"; else
        # shellcheck disable=SC2029 # meant: quoted here, for the shell there
        ssh "${ssh_options[@]}" "$device" "${sudo:-} $(quoted "$@")"
    fi
}

# For any shell: bash's own %q is understood by bash only.
quoted() { local word; for word; do printf "'%s' " "${word//\'/\'\\\'\'}"; done; }

# The same, unless only looking.
change() { if [ -n "$dry" ]; then say "would run: $*"; else on "$@"; fi; }

program() { on python3 -I "${there:-$PROGRAM}" "$@"; }

connect() {
    sudo=""
    local id
    id=$(on id -u) || fail "$device cannot be reached by ssh with a key; try: ssh $device"
    if [ "$id" != 0 ]; then
        sudo="sudo -n"
        on true || fail "the account on $device is neither root nor may it use sudo without a password"
    fi
}

# What a device has to have before anything is sent to it.
preflight() {
    on sh -c 'command -v python3 openssl systemctl >/dev/null && python3 -c "import sys; sys.exit(sys.version_info < (3, 10))"' ||
        fail "$device needs systemd, openssl and Python 3.10 or newer; is it a Debian 12, Ubuntu 22.04 or newer?"
    # The data partition has no mount unit yet at the first installation, and releases belong on it.
    change sh -c "mkdir -p $DATA; part=/dev/disk/by-label/edge-data; [ ! -e \$part ] || mountpoint -q $DATA || mount -o noatime \$part $DATA"
}

# The small beginning of a release goes first: does it fit, is it signed, is there room?
check() {
    there=$PROGRAM
    local folder bytes=0 brings=""
    head=$(mktemp -d "$work/head.XXXXXX")
    tar -xf "$release" -C "$head" --occurrence=1 manifest.json manifest.sig release.pyz 2>/dev/null ||
        fail "$release is not a release; give a file that \`make release\` made"
    folder=$(on mktemp -d /tmp/edge-app-check.XXXXXX)
    tar -c -C "$head" . -C "$work" keys | on tar -x --no-same-owner -C "$folder"
    [ "$device" = local ] || bytes=$(stat -c %s "$release")
    local trusted=$KEYS fits=0
    if ! on test -e $PROGRAM; then
        # The device has no program of ours yet: openssl says whether the release's own may be trusted.
        bootstrap "$folder" || { on rm -rf "$folder"; fail "$release is not signed with a key that was given, or was altered; nothing was installed"; }
        there=$folder/release.pyz trusted=$folder/keys
    fi
    # Only where they might be forgotten: an older release's program does not know the question.
    if [ "$command" = install ] && on mountpoint -q /media/root-ro; then brings=$folder/keys; fi
    version=$(program check "$folder/manifest.json" "$folder/manifest.sig" --keys "$trusted" --copied-bytes "$bytes" ${board:+--board "$board"} \
        ${brings:+--brings "$brings"} ${rollback:+--rollback}) || fits=1
    on rm -rf "$folder"
    there=$PROGRAM
    [ "$fits" = 0 ] || fail "$device does not take this release; nothing was changed"
    say "release $version fits, is signed and has room"
}

bootstrap() {
    # shellcheck disable=SC2016 # meant: expanded on the device
    on sh -c '
        cd "$1" && python3 -c "import re,sys;sys.stdout.buffer.write(bytes.fromhex(re.search(r\"ed25519 (\w+)\",open(\"manifest.sig\").read())[1]))" >raw
        for key in keys/*.pub; do
            openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in manifest.json -sigfile raw >/dev/null 2>&1 || continue
            grep -q "$(sha256sum <release.pyz | cut -c1-64)" manifest.json && exit 0
        done
        exit 1' sh "$1"
}

# Copy a file to the device and say where it is; what an interrupted copy brought there is not sent again.
send() {
    if [ "$device" = local ]; then realpath "$1"; return; fi
    local file=$1 mark part have size
    mark=$(head -c 65536 "$file" | sha256sum | cut -c1-16)
    part=$DATA/incoming/$mark.part size=$(stat -c %s "$file")
    on sh -c "mkdir -p $DATA/incoming; chmod 700 $DATA/incoming"
    have=$(on sh -c "stat -c %s $part 2>/dev/null || echo 0")
    [ "$have" -le "$size" ] || { on rm -f "$part"; have=0; }
    [ "$have" = "$size" ] || tail -c "+$((have + 1))" "$file" | on sh -c "cat >>$part && sync $part"
    echo "$part"
}

put_release() {
    check
    if [ -n "$dry" ]; then say "would send $(basename "$release"), install, start and confirm it"; return; fi
    local began=$SECONDS file said
    # The program that systemd calls; and on a first installation, everything that comes before a release.
    [ "$command" != install ] || put_trust
    if [ -n "$packages" ]; then
        file=$(send "$packages")
        program packages "$file" || { forget "$file"; fail "the system packages were not installed on $device"; }
        forget "$file"
    fi
    say "sending $(basename "$release")"
    file=$(send "$release")
    say "installing"
    program install "$file" ${rollback:+--rollback} >/dev/null || { forget "$file"; fail "$device did not take the release; what ran there still runs"; }
    forget "$file"
    said=$(program apply "$version" ${management:+--management "$management"}) || fail "$device runs what it ran before"
    say "starting release $version"
    if grep -q '^try' <<<"$said"; then
        say "what the firmware is told has changed: it restarts the device once, on trial"
        on sh -c "(sleep 2; systemctl reboot --reboot-argument='0 tryboot') >/dev/null 2>&1 &"
        await_restart
    else
        restart
    fi
    program wait "$version" --seconds "$patience" || fail "release $version does not run on $device"
    say "healthy after $(((SECONDS - began) / 60)) min $(((SECONDS - began) % 60)) s"
}

# With all attempts left: those before do not count against this release, and what follows them does not get in between.
restart() {
    on sh -c '{ systemctl stop edge-app-previous.service edge-app-fallback.service; systemctl reset-failed edge-app.service; } 2>/dev/null
        rm -f /run/edge-app-fallback; systemctl --no-block restart edge-app.service'
}

# Keys, the program and a named board: once, by whoever installs. An update is verified by what is there.
put_trust() {
    tar -c -C "$work/keys" . | on sh -c "mkdir -p $KEYS && tar -x --no-same-owner -C $KEYS && chmod 755 /etc/edge-app $KEYS"
    [ -z "$board" ] || on sh -c "echo '$board' >/etc/edge-app/board"
    on test -e $PROGRAM || on sh -c "mkdir -p ${PROGRAM%/*} && cat >$PROGRAM.new && mv $PROGRAM.new $PROGRAM" <"$head/release.pyz"
}

forget() { [ "$device" = local ] || on rm -f "$1"; }

await_restart() {
    [ "$device" != local ] || fail "the device restarts now; \`deploy.sh status local\` says afterwards what became of the update"
    sleep 20
    ssh -O exit "${ssh_options[@]}" "$device" 2>/dev/null || true
    for _ in $(seq 60); do
        if on true 2>/dev/null; then return; fi
        sleep 5
    done
    fail "$device has not come back after its restart; switch it off and on, it then starts as before"
}

rollback_device() {
    rollback=yes
    if [ -n "$release" ]; then put_release; return; fi
    if [ -n "$dry" ]; then program status || true; say "would go back to the previous release"; return; fi
    local to
    to=$(program rollback --reason "asked for by deploy.sh" ${anyway:+--anyway}) || fail "$device stays as it is"
    restart
    program wait "$to" --seconds "$patience" || fail "release $to does not run on $device"
}

collect_logs() {
    local out name
    name=edge-app-logs-${device//[^A-Za-z0-9.-]/-}-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
    [ -z "$dry" ] || { say "would write $name"; return; }
    out=$(on mktemp /tmp/edge-app-logs.XXXXXX)
    program logs "$out" >/dev/null && on cat "$out" >"$name.part" && mv "$name.part" "$name"
    on rm -f "$out"
    say "wrote $name"
}

uninstall() {
    change systemctl stop edge-app.service edge-app-previous.service edge-app-fallback.service 2>/dev/null || true
    change sh -c "[ ! -e $PROGRAM ] || python3 -I $PROGRAM remove"
    change sh -c "rm -rf $DATA/releases $DATA/cache $DATA/engine-cache $DATA/incoming /usr/lib/edge-app; systemctl daemon-reload"
    say "the appliance is gone; exams, settings and keys are still in $DATA and /etc/edge-app"
}

one_device() {
    connect
    case $command in
    install | update)
        preflight
        [ "$command" = install ] || on test -e $PROGRAM || fail "$device is not an appliance yet; use: deploy.sh install $device"
        put_release
        ;;
    rollback) rollback_device ;;
    status) program status ${json:+--json} ;;
    doctor) program status || true; program doctor ;;
    bench) program bench ;;
    collect-logs) collect_logs ;;
    uninstall) uninstall ;;
    esac
}

command=${1:-}
case $command in
install | update | rollback | status | doctor | bench | collect-logs | uninstall) shift ;;
-h | --help | help) usage; exit 0 ;;
"") usage >&2; exit 2 ;;
*) echo "deploy.sh: there is no command '$command'; see deploy.sh --help" >&2; exit 2 ;;
esac
while [ $# -gt 0 ]; do
    case $1 in
    --release) need "$1" "${2:-}"; release=$2; shift 2 ;;
    --packages) need "$1" "${2:-}"; packages=$2; shift 2 ;;
    --key) need "$1" "${2:-}"; keys+=("$2"); shift 2 ;;
    --board) need "$1" "${2:-}"; board=$2; shift 2 ;;
    --management) need "$1" "${2:-}"; management=$2; shift 2 ;;
    --hosts)
        need "$1" "${2:-}"
        [ -r "$2" ] || fail "$2 cannot be read"
        while read -r line _; do case $line in "" | "#"*) ;; *) hosts+=("$line") ;; esac; done <"$2"
        shift 2
        ;;
    --keep-going) keep=yes; shift ;;
    --json) json=yes; shift ;;
    --anyway) anyway=yes; shift ;;
    --dry-run) dry=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    -*) fail "there is no option $1; see deploy.sh --help" ;;
    *) hosts+=("$1"); shift ;;
    esac
done
[ ${#hosts[@]} -gt 0 ] || fail "name a device, or \`local\`; see deploy.sh --help"
case $command in install | update) [ -n "$release" ] || fail "$command needs --release FILE" ;; esac
for file in "$release" "$packages"; do [ -z "$file" ] || [ -r "$file" ] || fail "$file cannot be read"; done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/keys"
if [ ${#keys[@]} -eq 0 ] && [ "$command" = install ]; then
    here=$(dirname "$0")
    for file in "$(dirname "$release")"/*.pub "$here"/*.pub "$here"/firmware_configs/release/keys/*.pub; do [ ! -r "$file" ] || keys+=("$file"); done
    [ ${#keys[@]} -gt 0 ] || fail "name the public key that the release is signed with: --key FILE"
fi
[ ${#keys[@]} -eq 0 ] || cp -- "${keys[@]}" "$work/keys"
ssh_options+=(-o ControlMaster=auto -o ControlPersist=60 -o "ControlPath=$work/%C")

failed=()
for device in "${hosts[@]}"; do
    rollback=""
    set +e # and on again within: in a condition, bash would go on after a failure
    (set -e; one_device)
    code=$?
    set -e
    if [ $code != 0 ]; then
        failed+=("$device")
        [ -n "$keep" ] || break
    fi
done
for device in "${hosts[@]}"; do [ "$device" = local ] || ssh -O exit "${ssh_options[@]}" "$device" 2>/dev/null || true; done
[ ${#failed[@]} -eq 0 ] || fail "$command failed on ${failed[*]}"
