#!/usr/bin/env bash
# Takes from a node what a power cut takes: what was mounted, in memory or in the kernel. Its disk stays.
# Run in the node's namespaces, when its processes have ended. Usage: lose-power.sh FOLDER
set -euo pipefail
folder=$1
mapfile -t mounts < <(awk '{ print $5 }' /proc/self/mountinfo | grep -E "^(/run|$folder/(kubelet|containerd))/" | tac)
for mount in "${mounts[@]}"; do umount --lazy "$mount"; done
rm -rf /run/*
mkdir /run/lock
ip link delete cni0
nft flush ruleset
ipset destroy
