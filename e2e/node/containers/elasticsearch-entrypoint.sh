#!/bin/bash
# Starts Elasticsearch as the published image does: the same folders, settings and options of the JVM. Its own launcher
# is not published, so one of `verify` starts the node.
set -euo pipefail
umask 0002
if [[ $1 != eswrapper ]]; then exec "$@"; fi

home=/usr/share/elasticsearch
cd "$home"

# Settings of modules that are not published can't be read here.
sed -i -E '/^(ingest\.geoip|xpack\.monitoring|s3|cluster\.routing\.allocation\.disk)\./d' "$home/config/elasticsearch.yml"
# A developer's disk may be fuller than a node's ought to be.
echo "cluster.routing.allocation.disk.threshold_enabled: false" >> "$home/config/elasticsearch.yml"

# Half of the memory that the container may use, as Elasticsearch chooses it.
for file in /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max; do
  if [[ -f $file ]]; then limit=$(cat "$file"); fi
done
heap=$((limit / 2 / 1024 / 1024))m

# It lives for minutes: optimizing its code any further would take half of its processor time.
temporary=$(mktemp -d)
mkfifo "$temporary/input"
"$JAVA_HOME/bin/java" \
  -XX:TieredStopAtLevel=1 "-Xms$heap" "-Xmx$heap" -XX:+AlwaysPreTouch -Xss1m -XX:+UseG1GC "-Djava.io.tmpdir=$temporary" \
  -Djava.awt.headless=true -Dfile.encoding=UTF-8 -XX:-OmitStackTraceInFastThrow \
  -XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=data -XX:ErrorFile=logs/hs_err_pid%p.log \
  "-Xlog:gc*,gc+age=trace,safepoint:file=logs/gc.log:utctime,level,pid,tags:filecount=32,filesize=64m" \
  "-Des.path.home=$home" -Des.cgroups.hierarchy.override=/ \
  -cp "$home/lib/*:$home/launch" Launch "$home" < "$temporary/input" &
java=$!

# The launcher closes the node when its input ends.
exec 3> "$temporary/input"
trap 'exec 3>&-' TERM INT
while kill -0 "$java" 2> /dev/null; do
  wait "$java"
  status=$?
done
exit "$status"
