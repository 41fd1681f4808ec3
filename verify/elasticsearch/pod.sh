#!/usr/bin/env bash
# Usage: pod.sh <mounts> <root> <program> [argument ...]
#
# Runs a program as a container would: the machine's own programs, and over them what the text <mounts> lists, one mount
# a line: source, path in the container, "ro" or "rw". <root> is an empty folder. Needs a mount namespace of its own.
set -euo pipefail
mounts=$1 root=$2
shift 2

mount -t tmpfs pod "$root"
for path in /*; do
  if [[ -L $path ]]; then
    cp --no-dereference "$path" "$root/"
  elif [[ -d $path && $path != /run && $path != /tmp ]]; then
    mkdir "$root$path"
    mount --rbind "$path" "$root$path"
  fi
done
# Where an image has its program.
mount -t tmpfs share "$root/usr/share"
while IFS=$'\t' read -r source target mode; do
  if [[ -d $source ]]; then
    mkdir -p "$root$target"
  fi
  mount --bind "$source" "$root$target"
  if [[ $mode == ro ]]; then
    mount -o remount,bind,ro "$root$target"
  fi
done <<< "$mounts"
# The image's working directory. Words such as NAME=value before the program are its variables.
exec chroot "$root" env --chdir=/usr/share/elasticsearch "$@"
