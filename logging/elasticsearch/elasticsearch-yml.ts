import { elasticsearch } from "../../contracts/components";
import { toYaml } from "../../lib/yaml";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";
import { clusterName } from "../stack";
import { elasticsearchNodes, elasticsearchPaths } from "./elasticsearch-component";
import { snapshotFolder } from "./snapshots";

type YmlProps = Pick<Logging, "elasticsearch" | "security">;

/** What elasticsearch.yml says. What only a first start needs, and the node's zone, is added by the start script. */
function elasticsearchSettings({ elasticsearch: props, security }: YmlProps, zones: boolean) {
  const { snapshots } = props;
  const certificate = {
    key: `${elasticsearchPaths.certificates}/tls.key`,
    certificate: `${elasticsearchPaths.certificates}/tls.crt`,
    authorities: [`${elasticsearchPaths.certificates}/ca.crt`],
  };
  return {
    "cluster.name": clusterName,
    "node.name": "${POD_NAME}",
    "path.data": elasticsearchPaths.data,
    "path.logs": elasticsearchPaths.logs,
    ...(snapshots.to === "volume" && { "path.repo": [snapshotFolder] }),

    "network.host": "0.0.0.0",
    "http.port": elasticsearch.port("http"),
    "transport.port": elasticsearch.port("transport"),
    "readiness.port": elasticsearch.port("readiness"),
    // Of one node too: single-node discovery lets nobody join, and a cluster could not grow.
    "discovery.seed_hosts": [elasticsearchNodes],
    ...(zones && { "cluster.routing.allocation.awareness.attributes": "zone" }),

    ...(props.memoryMapping === "no-mmap" && { "node.store.allow_mmap": false }),
    "action.destructive_requires_name": true,

    "indices.memory.index_buffer_size": "40%",
    "thread_pool.write.queue_size": 1000,
    "thread_pool.search.queue_size": 1000,

    "ingest.geoip.cache_size": 1000,
    // The database comes from the internet, which no pod here reaches.
    "ingest.geoip.downloader.enabled": false,

    "xpack.ml.enabled": true,
    "xpack.monitoring.collection.enabled": true,

    ...(security === "disabled"
      ? { "xpack.security.enabled": false }
      : {
          "xpack.security.enabled": true,
          "xpack.security.autoconfiguration.enabled": false,
          "xpack.security.http.ssl.enabled": true,
          "xpack.security.http.ssl.key": certificate.key,
          "xpack.security.http.ssl.certificate": certificate.certificate,
          "xpack.security.http.ssl.certificate_authorities": certificate.authorities,
          "xpack.security.transport.ssl.enabled": true,
          "xpack.security.transport.ssl.verification_mode": "certificate",
          "xpack.security.transport.ssl.client_authentication": "required",
          "xpack.security.transport.ssl.key": certificate.key,
          "xpack.security.transport.ssl.certificate": certificate.certificate,
          "xpack.security.transport.ssl.certificate_authorities": certificate.authorities,
        }),
    ...(snapshots.to === "s3" && {
      "s3.client.default.region": snapshots.region,
      ...(snapshots.endpoint !== undefined && { "s3.client.default.endpoint": snapshots.endpoint }),
    }),
  };
}

/** The file, with the environment's extra settings at its end. */
export function elasticsearchYml(logging: YmlProps, zones: boolean): string {
  return toYaml({
    ...elasticsearchSettings(logging, zones),
    ...settingValues(logging.elasticsearch.extraSettings),
  });
}
