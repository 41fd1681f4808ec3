import { readFileSync } from "node:fs";
import { elasticsearch } from "../../contracts/components";
import { renderConfig } from "../../lib/render-template";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";

/** The headless Service by which nodes find each other, and which gives each of them a name of its own. */
export const elasticsearchNodes = "elasticsearch-nodes";

/** The ConfigMap that notes that the cluster has formed, and which node a person holds back from its start. */
export const formationConfigMap = "elasticsearch-formation";

export const elasticsearchPaths = {
  config: "/usr/share/elasticsearch/config",
  data: "/usr/share/elasticsearch/data",
  logs: "/usr/share/elasticsearch/logs",
  certificates: "/usr/share/elasticsearch/config/certs",
  /** How curl logs in, for commands inside of the pod. */
  curlConfig: "/usr/share/elasticsearch/config/curl.conf",
} as const;

/** Where the shared volume of snapshots is mounted on every node. */
export const snapshotFolder = "/usr/share/elasticsearch/snapshots";

/** A script or configuration file that goes into a pod as it is. */
export function elasticsearchFile(name: string): string {
  return readFileSync(`logging/elasticsearch/files/${name}`, "utf8");
}

export function elasticsearchYml(
  { elasticsearch: props, security }: Pick<Logging, "elasticsearch" | "security">,
  zones: boolean,
): string {
  const { snapshots } = props;
  const view = {
    clusterName: "fingerprint-elk",
    paths: elasticsearchPaths,
    ports: Object.fromEntries(elasticsearch.portNames.map((name) => [name, elasticsearch.port(name)])),
    seeds: elasticsearchNodes,
    zones,
    mapsMemory: props.memoryMapping === "host-tuned",
    secured: security === "enabled",
    volume: snapshots.to === "volume" && { folder: snapshotFolder },
    bucket: snapshots.to === "s3" && { region: snapshots.region, endpoint: snapshots.endpoint ?? false },
  };
  return renderConfig(
    "logging/elasticsearch/files/elasticsearch.yml",
    view,
    settingValues(props.extraSettings),
  );
}
