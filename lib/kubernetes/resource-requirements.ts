import { k8s } from "cdk8s-plus-28";
import type { Resources } from "../validation/formats";

/** Requests and limits as Kubernetes writes them. */
export function resourceRequirements({ cpu, memory }: Resources): k8s.ResourceRequirements {
  const quantity = (value: string) => k8s.Quantity.fromString(value);
  return {
    requests: { cpu: quantity(cpu.request), memory: quantity(memory.request) },
    limits: { cpu: quantity(cpu.limit), memory: quantity(memory.limit) },
  };
}
