import type { Check } from "../check";
import { filebeat } from "./filebeat";
import { kubeconform } from "./kubeconform";
import { kustomize } from "./kustomize";
import { logstashPipelines } from "./logstash-pipelines";
import { shellcheck } from "./shellcheck";

/** Every check, in the order of the report. A new one is a file beside this one and a line here. */
export const checks: readonly Check[] = [kustomize, kubeconform, shellcheck, logstashPipelines, filebeat];
