import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { environmentProps } from "../../environments/shape/environment";
import type { Declaration } from "../../environments/shape/read-environments";
import { UsageError } from "../report/command";
import { root } from "../root";
import { editedSource } from "./edited-source";
import { examplesAfter } from "./gitops-examples";
import { type Question, issuer, questionsAfter, valuesOf } from "./questions";
import { ask, canAsk, run, showLinesWith, synthesizeAnew } from "./terminal";

/** Words of the command line, by the dotted path of their prop. */
export type Answers = Readonly<Record<string, string[] | undefined>>;

async function askedFor(questions: readonly Question[]): Promise<Answers> {
  const answers: Record<string, string[]> = {};
  for (const { path, suggestion } of questions) {
    const answer = await ask(`${path} [${suggestion.join(" ")}]: `);
    answers[path] = answer === "" ? [...suggestion] : answer.split(/\s+/);
  }
  return answers;
}

function missingOptions(questions: readonly Question[]): string[] {
  const options = questions
    .filter(({ path }) => path !== issuer)
    .flatMap(({ path, suggestion }) => suggestion.map((one) => `  --${path} ${one}`));
  return options.length === 0 ? [] : ["what it has of its own is missing, such as:", ...options];
}

function nameFaults(name: string): string[] {
  const { error } = environmentProps.shape.name.safeParse(name);
  if (error) return error.issues.map(({ message }) => `${JSON.stringify(name)} ${message}`);
  return [`environments/${name}.ts`, `dist/${name}`]
    .filter((path) => existsSync(join(root, path)))
    .map((path) => `${path} is there already: take another name`);
}

/**
 * Adds an environment that is made after another. Synth says what is wrong with its values; then nothing of it stays.
 *
 * @returns the exit status
 * @throws UsageError with all that is wrong before anything is written
 */
export async function addEnvironment(name: string, from: Declaration, given: Answers): Promise<number> {
  const [origin] = checkEnvironments([from]).environments;
  if (!origin) throw new UsageError(`${from.file} is at fault itself: npx cdk8s synth tells why`);
  const wrongName = nameFaults(name);
  const questions = questionsAfter(origin, wrongName.length > 0 ? "<name>" : name);
  const open = questions.filter(({ path }) => given[path] === undefined);
  const faults = [...wrongName, ...(canAsk() ? [] : missingOptions(open))];
  if (faults.length > 0) throw new UsageError([...faults, "Nothing was written."].join("\n"));

  const values = valuesOf({ ...given, ...(canAsk() ? await askedFor(open) : {}) }, origin);
  const source = readFileSync(join(root, from.file), "utf8");
  const cluster = String(values["cluster.name"]);
  const files = [
    { file: `environments/${name}.ts`, content: editedSource(source, name, values) },
    ...examplesAfter(from.props, name, cluster),
  ];
  const names = files.map(({ file }) => file);
  for (const { file, content } of files) writeFileSync(join(root, file), content);
  if (!run("npx", "prettier", "--write", ...names) || !synthesizeAnew()) {
    for (const file of names) rmSync(join(root, file));
    console.error(`\n${name} is not declared: see above. Nothing of it stays.`);
    return 1;
  }
  console.log(`\n${name} is declared. What of it still says ${origin.name}:`);
  showLinesWith(origin.name, ...names);
  console.log(
    `npm run connectivity writes who may talk to whom in it; ./deploy.sh ${name} preview shows it.`,
  );
  return 0;
}
