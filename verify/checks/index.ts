import type { Check } from "../check";
import { alertmanagerConfig } from "./alertmanager-config";
import { connectivity } from "./connectivity";
import { deduplicatedQuery } from "./deduplicated-query";
import { elasticsearch } from "./elasticsearch";
import { filebeat } from "./filebeat";
import { grafana, hasGrafana } from "./grafana";
import { kubeconform } from "./kubeconform";
import { kustomize } from "./kustomize";
import { loadRecipe } from "./load-recipe";
import { logstashPipelines } from "./logstash-pipelines";
import { pictures } from "./pictures";
import { pint } from "./pint";
import { prometheusConfig } from "./prometheus-config";
import { prometheusRules } from "./prometheus-rules";
import { release } from "./release";
import { scanners } from "./scanners";
import { shellcheck } from "./shellcheck";
import { threeElasticsearchNodes } from "./three-elasticsearch-nodes";
import { validEdits } from "./valid-edits";
import { variants } from "./variants";

/** Every check, in the order of the report. A new one is a file beside this one and a line here. */
export const checks: readonly Check[] = [
  // Takes the longest: the others run beside it.
  validEdits,
  kustomize,
  kubeconform,
  scanners,
  connectivity,
  variants,
  shellcheck,
  prometheusConfig,
  prometheusRules,
  deduplicatedQuery,
  alertmanagerConfig,
  pint,
  pictures,
  release,
  loadRecipe,
  logstashPipelines,
  filebeat,
  elasticsearch,
  threeElasticsearchNodes,
  // Grafana can't be built from the registries that the other programs come from: name one that runs.
  ...(hasGrafana ? [grafana] : []),
];
