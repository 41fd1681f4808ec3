import type { Component } from "../../contracts/component";
import { alertmanager, elasticsearchExporter, grafana, logstash } from "../../contracts/components";

/** A pod that asks by annotation to be scraped, and the port that it names. */
export interface ScrapedComponent {
  readonly component: Component;
  readonly port: string;
}

/** The components of this project that the job for annotated pods finds. Prometheus may reach these and no other pods. */
export const annotatedComponents: readonly ScrapedComponent[] = [
  { component: alertmanager, port: "http" },
  { component: grafana, port: "http" },
  { component: elasticsearchExporter, port: "metrics" },
  { component: logstash, port: "metrics" },
];
