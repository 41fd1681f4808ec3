import { quote } from "../../../logging/logstash/quote";

test("an expression is quoted by the quotes that it has not", () => {
  expect(quote("a'b")).toBe(`"a'b"`);
  expect(quote('a"b')).toBe(`'a"b'`);
  expect(() => quote(`"'`)).toThrow("can't hold quotes");
});
