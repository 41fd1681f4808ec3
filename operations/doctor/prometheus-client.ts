import { prometheus } from "../../contracts/components";
import type { ServiceClient } from "./service-client";

/** One series of an instant query. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** The time, and the value as text. */
  readonly value: readonly [number, string];
}

/** One rule as Prometheus tells it. */
interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** Prometheus' HTTP API. */
export class PrometheusClient {
  constructor(private readonly services: ServiceClient) {}

  /** All series of a query. */
  async query(expression: string): Promise<readonly Sample[]> {
    const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { data } = await this.services.json<{ data: { result: Sample[] } }>(prometheus, path);
    return data.result;
  }

  /** The value of a query with one series; undefined where there is none. */
  async value(expression: string): Promise<number | undefined> {
    const [sample] = await this.query(expression);
    return sample && Number(sample.value[1]);
  }

  /** Every rule that Prometheus evaluates. */
  async rules(): Promise<RuleState[]> {
    const path = "/api/v1/rules";
    const { data } = await this.services.json<{ data: { groups: { rules: RuleState[] }[] } }>(
      prometheus,
      path,
    );
    return data.groups.flatMap(({ rules }) => rules);
  }
}
