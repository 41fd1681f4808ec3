import { prometheus } from "../../contracts/components";
import type { ServiceClient } from "./service-client";

/** One series of an instant query: its labels, the time, and the value as text. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

export class PrometheusClient {
  constructor(private readonly services: ServiceClient) {}

  async query(expression: string): Promise<readonly Sample[]> {
    const { result } = await this.data<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`);
    return result;
  }

  /** The value of a query with one series; undefined where there is none. */
  async value(expression: string): Promise<number | undefined> {
    const [sample] = await this.query(expression);
    return sample && Number(sample.value[1]);
  }

  async rules(): Promise<RuleState[]> {
    const { groups } = await this.data<{ groups: { rules: RuleState[] }[] }>("rules");
    return groups.flatMap(({ rules }) => rules);
  }

  private async data<T>(path: string): Promise<T> {
    return (await this.services.json<{ data: T }>(prometheus, `/api/v1/${path}`)).data;
  }
}
