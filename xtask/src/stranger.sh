#!/usr/bin/env bash
# What a stranger does first, in a Debian root that holds git, a linker and Rust and nothing else: both commands of the README and
# `cargo install`. Run as root by `cargo xtask stranger`; needs debootstrap, a name space of its own (unshare), and the network for
# Debian's and Cargo's packages.
#
#   stranger.sh ROOT REPOSITORY TOOLCHAIN COMMAND...
set -euo pipefail
root=$1 repository=$2 toolchain=$3
shift 3
if [ ! -e "$root/made" ]; then
    debootstrap --variant=minbase --include=git,ca-certificates,gcc,libc6-dev bookworm "$root" http://deb.debian.org/debian
    touch "$root/made"
fi
mkdir -p "$root/opt/rust"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# Where the network is looked through, its certificates are the host's.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$root/root/onrecord"
git clone --quiet --no-hardlinks "$repository" "$root/root/onrecord"
exec unshare --mount bash -euc '
    root=$1 toolchain=$2
    shift 2
    mount --bind "$toolchain" "$root/opt/rust"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for command in "$@"; do
        echo "== $command"
        chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/opt/rust/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
            NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt CURL_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
            bash -euc "cd /root/onrecord && $command"
    done
' stranger "$root" "$toolchain" "$@"
