import { pipelineIds } from "../../contracts/log-names";
import { type MailOutputProps, mailOutput, pipelineInput } from "./plugins";
import type { Pipeline } from "./stage";

export interface ErrorMailPipelineProps extends Omit<MailOutputProps, "subject" | "body"> {
  readonly environment: string;
  /** Address of Kibana, for the link. */
  readonly kibanaUrl: string;
}

/** Mails about errors, behind a queue of their own, so that a slow mail server holds nobody else up. */
export function errorMailPipeline({ environment, kibanaUrl, ...mail }: ErrorMailPipelineProps): Pipeline {
  return {
    id: pipelineIds.errorMail,
    purpose: "Mails about errors. The main pipeline sends one event for each endpoint and period.",
    inputs: [pipelineInput(pipelineIds.errorMail)],
    filters: [],
    outputs: [
      mailOutput({
        ...mail,
        subject: `[${environment}] error in %{[service]} %{[endpoint]}`,
        body:
          "%{[@timestamp]} %{[service]} on %{[kubernetes][pod][name]}: %{[method]} %{[path]} %{[status]} -- %{[message]} " +
          `-- search severity:ERROR in ${kibanaUrl}/app/discover`,
      }),
    ],
  };
}
