import { indexNames, pipelineIds } from "../../contracts/log-names";
import { dailyIndex } from "../stack";
import { apiLogFilter } from "./api-log-filter";
import { beatsInput, debugOutput, elasticsearchOutput, fileInput, pipelineOutput } from "./plugins";
import type { FilterStage, OutputStage, Pipeline } from "./stage";

export interface MainPipelineProps {
  readonly environment: string;
  /** Name for lines whose pod has no name label. */
  readonly service: string;
  readonly beatsPort: number;
  readonly elasticsearchUrl: string;
  readonly tls: boolean;
  readonly files: readonly string[];
  readonly debugOutput: boolean;
  /** Seconds between two mails about one endpoint. @default no mails */
  readonly mailEverySeconds?: number;
}

const tooMany = "[@metadata][mail_throttled]";

/** Counted here and not behind the mail pipeline's queue, so that a storm of errors can't fill it while the mail server is away. */
const throttle = (periodSeconds: number): FilterStage => ({
  stage: "choose",
  why: "One error mail for each endpoint and period.",
  branches: [
    {
      when: { field: "[severity]", is: "ERROR" },
      then: [
        {
          stage: "throttle",
          key: "%{[service]} %{[endpoint]}",
          most: 1,
          periodSeconds,
          maxKeys: 10_000,
          mark: tooMany,
        },
      ],
    },
  ],
});

const mailed: OutputStage = {
  stage: "choose",
  branches: [
    {
      when: { all: [{ field: "[severity]", is: "ERROR" }, { lacks: tooMany }] },
      then: [pipelineOutput(pipelineIds.errorMail)],
    },
  ],
};

/** From Filebeat's lines to documents. */
export function mainPipeline(props: MainPipelineProps): Pipeline {
  const store = { url: props.elasticsearchUrl, tls: props.tls, index: dailyIndex(indexNames.logs) };
  return {
    id: pipelineIds.main,
    purpose:
      "Lines of the Fingerprint API become documents of the log contract. What can't be read is kept as text; " +
      "what Elasticsearch refuses goes to the dead-letter pipeline.",
    inputs: [
      beatsInput(props.beatsPort, props.tls),
      ...(props.files.length > 0 ? [fileInput(props.files)] : []),
    ],
    filters: [
      ...apiLogFilter({ environment: props.environment, service: props.service }),
      ...(props.mailEverySeconds === undefined ? [] : [throttle(props.mailEverySeconds)]),
    ],
    outputs: [
      {
        stage: "choose",
        why: "A line has an id where its file and offset are known.",
        branches: [
          {
            when: { has: "[log][offset]" },
            then: [elasticsearchOutput({ ...store, idField: "[@metadata][id]" })],
          },
        ],
        otherwise: [elasticsearchOutput(store)],
      },
      ...(props.mailEverySeconds === undefined ? [] : [mailed]),
      ...(props.debugOutput ? [debugOutput()] : []),
    ],
  };
}
