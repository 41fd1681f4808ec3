import type { k8s } from "cdk8s-plus-28";
import type { Component } from "../../contracts/component";

/** Keeps pods of a component off each other's nodes: where possible, or always. */
export function antiAffinity(component: Component, spread: "preferred" | "required"): k8s.PodAntiAffinity {
  const term: k8s.PodAffinityTerm = {
    labelSelector: component.labelSelector,
    topologyKey: "kubernetes.io/hostname",
  };
  return spread === "required"
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
}

/** Spreads pods evenly over zones where it can, and schedules them all the same where it can't. */
export function zoneSpread(component: Component): k8s.TopologySpreadConstraint[] {
  return [
    {
      labelSelector: component.labelSelector,
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
    },
  ];
}
