/** A series as Prometheus' HTTP API gives it: labels, and values by seconds since 1970. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [second: number, value: string])[];
}

/** Asks one of the query endpoints, such as `http://127.0.0.1:9090/api/v1/query`. Rejects with what is wrong with the query. */
export async function askPrometheus(
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Series[]> {
  const response = await fetch(endpoint, { method: "POST", body: new URLSearchParams(parameters) });
  const { data, error } = (await response.json()) as { error?: string; data?: { result: Series[] } };
  if (!data) throw new Error(`${parameters["query"] ?? endpoint}: ${error ?? response.statusText}`);
  return data.result;
}
