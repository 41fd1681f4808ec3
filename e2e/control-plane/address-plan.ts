/**
 * The addresses of one simulated cluster, all of them inside the private network namespace of the run, where
 * every address of 10.0.0.0/8 leads back to this machine: a real process that listens on a port
 * answers there for any simulated pod, node or Service.
 */
export interface AddressPlan {
  /** Pods. */
  readonly pods: string;

  /** Services' cluster addresses. */
  readonly services: string;

  /** The API server, as pods see it. */
  readonly apiServer: string;

  /** metrics-server. */
  readonly metricsServer: string;

  /** Address of a node by its number, from 1. */
  node(number: number): string;
}

/** The plan of the nth cluster of a run, from 0. No two overlap. */
export function addressPlan(nth: number): AddressPlan {
  return {
    pods: `10.${100 + nth}.0.1/16`,
    services: `10.${150 + nth}.0.0/16`,
    apiServer: `10.${200 + nth}.255.1`,
    metricsServer: `10.${200 + nth}.255.2`,
    node: (number) => `10.${200 + nth}.${Math.floor(number / 250)}.${(number % 250) + 1}`,
  };
}
