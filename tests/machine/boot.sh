#!/bin/sh
# In namespaces of its own (mounts, processes, network, names, control groups): the folder $1 becomes the
# root of a machine, and its systemd process 1. $2, if given, is shown there as "/media/a stick".
set -eu
root=$1
stick=${2:-}
mount --make-rprivate /
cd "$root"
if [ -n "$stick" ]; then
    mkdir -p "media/a stick"
    mount --bind "$stick" "media/a stick"
    mount -o remount,bind,ro "media/a stick"
fi
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do
    touch "dev/$node"
    mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t tmpfs -o mode=755 run run
mkdir run/old
pivot_root . run/old
umount -l /run/old
rmdir /run/old
exec env -i container=ganomics-tests PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --log-target=console --show-status=no
