import type { Check } from "../check";
import { connectivity } from "./connectivity";
import { filebeat } from "./filebeat";
import { kubeLinter } from "./kube-linter";
import { kubeconform } from "./kubeconform";
import { kustomize } from "./kustomize";
import { logstashPipelines } from "./logstash-pipelines";
import { shellcheck } from "./shellcheck";
import { variants } from "./variants";

/** Every check, in the order of the report. A new one is a file beside this one and a line here. */
export const checks: readonly Check[] = [
  kustomize,
  kubeconform,
  kubeLinter,
  connectivity,
  variants,
  shellcheck,
  logstashPipelines,
  filebeat,
];
