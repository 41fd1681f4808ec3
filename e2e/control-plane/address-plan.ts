/** Where a cluster's pods, Services, nodes and servers are. */
export type AddressPlan = ReturnType<typeof addressPlan>;

/**
 * The addresses of the nth simulated cluster of a run, from 0. No two overlap. All are inside the private network
 * namespace of the run, where every address of 10.0.0.0/8 leads back to this machine: a real process that listens on a
 * port answers there for any simulated pod, node or Service.
 */
export function addressPlan(nth: number) {
  return {
    pods: `10.${100 + nth}.0.1/16`,
    services: `10.${150 + nth}.0.0/16`,
    /** As pods see it. */
    apiServer: `10.${200 + nth}.255.1`,
    metricsServer: `10.${200 + nth}.255.2`,
    /** Of a node by its number, from 1. */
    node: (number: number) => `10.${200 + nth}.${Math.floor(number / 250)}.${(number % 250) + 1}`,
  };
}
