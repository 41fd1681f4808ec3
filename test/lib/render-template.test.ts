import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillYaml, renderFile, renderYaml } from "../../lib/render-template";
import { quotable } from "../../logging/logstash/logstash-files";
import { temporaryFolder } from "../support/temporary-folder";

/** A file that says something. */
function fileWith(text: string): string {
  const file = join(temporaryFolder(), "file.yml");
  writeFileSync(file, text);
  return file;
}

test("what is put into YAML is what was meant, whatever stands in it", () => {
  const file = fileWith("text: {{text}}\nlist: {{list}}\nport: {{port}}\n");
  const view = { text: "no # comment: \"{ [ & * !\n- ' % @ `", list: ["*", "{{x}}", "yes"], port: 80 };
  expect(renderYaml(file, view)).toEqual(view);
});

test.each([
  ["a name that is not there", "{{prot}}", { port: 1 }, "there is no {{prot}}"],
  ["one that is not there in a section", "{{#a}}{{c}}{{/a}}", { a: { b: 1 } }, "there is no {{c}}"],
  ["one that nothing uses", "{{port}}", { port: 1, prot: 2 }, "nothing uses {{prot}}"],
  ["text that would end the quotes around it", '"{{to}}"', { to: 'a" b' }, "can't hold quotes"],
  ["text of two lines", '"{{to}}"', { to: "a\nb" }, "can't hold quotes or line breaks"],
])("%s is refused", (_, template, view, message) => {
  expect(() => renderFile(fileWith(template), view, quotable)).toThrow(message);
});

test("a query is filled in, what Prometheus fills in stays, and a bound is a number", () => {
  const file = fileWith(
    'expr: up{job="<%job%>"} > <%bound%>\nsummary: "{{ $labels.pod }} & <%job%>"\nbound: <%bound%>\n',
  );
  expect(fillYaml(file, { job: "a|b", bound: 0.05, unused: "" })).toEqual({
    expr: 'up{job="a|b"} > 0.05',
    summary: "{{ $labels.pod }} & a|b",
    bound: 0.05,
  });
});

test.each([
  ["a misspelt name", 'expr: up{job="<%jbo%>"}', "file.yml: there is no <%jbo%>"],
  ["a misspelt name that is a whole value", "bound: <%jbo%>", "file.yml: there is no <%jbo%>"],
  ["what is no text", "expr: up{<%names%>}", 'file.yml: can\'t stand in a text: {"job":"api"}'],
  ["what is no YAML", "expr: [", "file.yml: "],
])("%s in a file of queries is refused, naming the file", (_, text, message) => {
  expect(() => fillYaml(fileWith(text), { names: { job: "api" } })).toThrow(message);
});
