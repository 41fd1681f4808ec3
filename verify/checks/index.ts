import type { Check } from "../check";
import { connectivity } from "./connectivity";
import { documentedCommands } from "./documented-commands";
import { kubeconform } from "./kubeconform";
import { kubeLinter } from "./kube-linter";
import { kustomize } from "./kustomize";
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
  documentedCommands,
];
