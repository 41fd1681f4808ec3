/** Where things are inside a Logstash pod. */
export const logstashPaths = {
  /** The volume: queues, dead letters and positions. */
  data: "/usr/share/logstash/data",
  queue: "/usr/share/logstash/data/queue",
  deadLetters: "/usr/share/logstash/data/dead_letter_queue",
  pipelines: "/usr/share/logstash/pipeline",
  certificate: "/usr/share/logstash/certs",
} as const;
