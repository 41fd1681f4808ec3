import { indexNames, pipelineIds } from "../../contracts/log-names";
import { dailyIndex } from "../stack";
import { deadLetterInput, elasticsearchOutput } from "./plugins";
import type { Pipeline } from "./stage";

/** Documents that Elasticsearch refused end in an index with their reason, and not nowhere. */
export function deadLetterPipeline({
  elasticsearchUrl,
  tls,
}: {
  elasticsearchUrl: string;
  tls: boolean;
}): Pipeline {
  return {
    id: pipelineIds.deadLetters,
    purpose:
      "Documents that Elasticsearch refused, with the reason. Their index maps no field that a line can fill, " +
      "so none of them can be refused again.",
    inputs: [deadLetterInput(pipelineIds.main)],
    filters: [
      {
        stage: "mutate",
        change: {
          replace: {
            "[dead_letter][reason]": "%{[@metadata][dead_letter_queue][reason]}",
            "[dead_letter][plugin]": "%{[@metadata][dead_letter_queue][plugin_id]}",
            "[dead_letter][entered]": "%{[@metadata][dead_letter_queue][entry_time]}",
          },
        },
      },
    ],
    outputs: [elasticsearchOutput({ url: elasticsearchUrl, tls, index: dailyIndex(indexNames.deadLetters) })],
  };
}
