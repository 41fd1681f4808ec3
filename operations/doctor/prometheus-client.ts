import { prometheus } from "../../contracts/components";
import type { HttpService, ServiceClient } from "./service-client";

/** One series of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface QueryAnswer {
  readonly data: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
}

/** One rule as Prometheus tells it. */
export interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

const service: HttpService = {
  namespace: prometheus.namespace,
  name: prometheus.name,
  port: prometheus.servicePort("http"),
};

/** Prometheus' HTTP API. */
export class PrometheusClient {
  constructor(private readonly services: ServiceClient) {}

  /** All series of a query. */
  async query(expression: string): Promise<Sample[]> {
    const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { data } = await this.services.json<QueryAnswer>(service, path);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The value of a query with one series; undefined where there is none. */
  async value(expression: string): Promise<number | undefined> {
    return (await this.query(expression))[0]?.value;
  }

  /** Every rule that Prometheus evaluates. */
  async rules(): Promise<RuleState[]> {
    const { data } = await this.services.json<{ data: { groups: { rules: RuleState[] }[] } }>(
      service,
      "/api/v1/rules",
    );
    return data.groups.flatMap(({ rules }) => rules);
  }
}
