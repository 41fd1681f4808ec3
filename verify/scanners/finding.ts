/** What a scanner found: one of its checks, on one object. */
export interface Finding {
  /** The check, as the scanner calls it: no two scanners share a name. */
  readonly check: string;
  /** `Kind/name` */
  readonly object: string;
  readonly message: string;
}

/** Looks at YAML streams of objects, each by itself. Gives the findings of each. */
export type Scanner = (streams: readonly string[]) => Promise<Finding[][]>;
