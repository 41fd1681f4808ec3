#!/usr/bin/env bash
# Makes a node's own view of the machine: run in new mount, network and UTS namespaces, it holds them until it is ended.
# Usage: set-up-node.sh NAME FOLDER ADDRESS GATEWAY
set -euo pipefail
name=$1 folder=$2 address=$3 gateway=$4

# The network's own /sys, with the machine's cgroups in it.
mkdir -p "$folder/cgroup"
mount --rbind /sys/fs/cgroup "$folder/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$folder/cgroup" /sys/fs/cgroup
umount --lazy "$folder/cgroup"

# Volumes that are mounted for a container have to be seen by the programs that are started here later.
mount --make-rshared /

# What the manifests' volumes and the programs write, under the paths that a node has.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/lock
for path in var/log var/lib; do
  mkdir -p "$folder/$path"
  mount --bind "$folder/$path" "/$path"
done

# The kubelet writes settings of the whole kernel, unless they are as it wants them: it is shown files that are.
while read -r setting value; do
  echo "$value" > "$folder/$setting"
  mount --bind "$folder/$setting" "/proc/sys/${setting//.//}"
done << 'SETTINGS'
kernel.panic 10
kernel.panic_on_oops 1
vm.overcommit_memory 1
vm.panic_on_oom 0
SETTINGS

hostname "$name"
ip link set lo up
touch "$folder/unconnected"
until ip link show eth0 > /dev/null 2>&1; do sleep 0.05; done
ip address add "$address/24" dev eth0
ip link set eth0 up
ip route add default via "$gateway"
echo 1 > /proc/sys/net/ipv4/ip_forward
# A refused connection shall be told every time, not at the kernel's leisure.
echo 0 > /proc/sys/net/ipv4/icmp_ratelimit

touch "$folder/ready"
exec sleep infinity
