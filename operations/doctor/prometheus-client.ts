import { prometheus } from "../../contracts/components";
import type { ServiceClient } from "./service-client";

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

interface RulesAnswer {
  readonly data: { readonly groups: readonly { readonly rules: readonly RuleState[] }[] };
}

/** Prometheus' HTTP API. */
export class PrometheusClient {
  constructor(private readonly services: ServiceClient) {}

  /** All series of a query. */
  async query(expression: string): Promise<Sample[]> {
    const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { data } = await this.services.json<QueryAnswer>(prometheus, path);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The value of a query with one series; undefined where there is none. */
  async value(expression: string): Promise<number | undefined> {
    return (await this.query(expression))[0]?.value;
  }

  /** Every rule that Prometheus evaluates. */
  async rules(): Promise<RuleState[]> {
    const { data } = await this.services.json<RulesAnswer>(prometheus, "/api/v1/rules");
    return data.groups.flatMap(({ rules }) => rules);
  }
}
