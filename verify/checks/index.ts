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

/** Every check by its name, in the order of the report. A new one is a file beside this one and a line here. */
export const checks: Readonly<Record<string, Check>> = {
  // Takes the longest: the others run beside it.
  "valid-edits": validEdits,
  kustomize,
  kubeconform,
  scanners,
  connectivity,
  variants,
  shellcheck,
  "prometheus-config": prometheusConfig,
  "prometheus-rules": prometheusRules,
  "deduplicated-query": deduplicatedQuery,
  "alertmanager-config": alertmanagerConfig,
  pint,
  pictures,
  release,
  "load-recipe": loadRecipe,
  "logstash-pipelines": logstashPipelines,
  filebeat,
  elasticsearch,
  "three-elasticsearch-nodes": threeElasticsearchNodes,
  // Grafana can't be built from the registries that the other programs come from: name one that runs.
  ...(hasGrafana && { grafana }),
};
