import type { Environment } from "../../environments/environment";
import { cores, toBytes } from "../kubernetes/quantity";
import type { Resources } from "./formats";
import type { Rule } from "./rule";

/** Requests within limits, for the resources at a path: a pod that asks for more than it may have is refused by Kubernetes. */
export function requestsWithinLimits(path: string, resources: (env: Environment) => Resources): Rule[] {
  return [
    {
      path: `${path}.cpu.request`,
      holds: (env) => cores(resources(env).cpu.request) <= cores(resources(env).cpu.limit),
      remedy: (env) =>
        `is more than the limit of ${resources(env).cpu.limit}: lower it, or raise ${path}.cpu.limit`,
    },
    {
      path: `${path}.memory.request`,
      holds: (env) => toBytes(resources(env).memory.request) <= toBytes(resources(env).memory.limit),
      remedy: (env) =>
        `is more than the limit of ${resources(env).memory.limit}: lower it, or raise ${path}.memory.limit`,
    },
  ];
}
