import { elasticsearch } from "../../contracts/components";
import { renderYaml } from "../../lib/render-template";
import { toYaml } from "../../lib/yaml";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";
import { clusterName } from "../stack";
import { elasticsearchNodes, elasticsearchPaths } from "./elasticsearch-component";
import { snapshotFolder } from "./snapshots";

/** The file, with the environment's extra settings at its end. */
export function elasticsearchYml(
  { elasticsearch: props, security }: Pick<Logging, "elasticsearch" | "security">,
  zones: boolean,
): string {
  const { snapshots } = props;
  const settings = renderYaml("logging/elasticsearch/files/elasticsearch.yml", {
    clusterName,
    paths: elasticsearchPaths,
    ports: Object.fromEntries(elasticsearch.portNames.map((name) => [name, elasticsearch.port(name)])),
    seeds: elasticsearchNodes,
    zones,
    mapsMemory: props.memoryMapping === "host-tuned",
    secured: security === "enabled",
    volume: snapshots.to === "volume" && { folder: snapshotFolder },
    bucket: snapshots.to === "s3" && { region: snapshots.region, endpoint: snapshots.endpoint ?? false },
  });
  return toYaml({ ...settings, ...settingValues(props.extraSettings) });
}
