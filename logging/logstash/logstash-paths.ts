/** Where things are inside a Logstash pod. */
export const logstashPaths = {
  /** The volume: queues, dead letters and positions. */
  data: "/usr/share/logstash/data",
  queue: "/usr/share/logstash/data/queue",
  deadLetters: "/usr/share/logstash/data/dead_letter_queue",
  pipelines: "/usr/share/logstash/pipeline",
  certificate: "/usr/share/logstash/certs",
} as const;

/** The pipelines by id: the id is the file's name, the queue's folder and the label of every metric. */
export const pipelineIds = { main: "main", errorMail: "error-mail", deadLetters: "dead-letters" } as const;
