import { expect, it } from "vitest";
import { named, routeOf } from "../../src/study/route";

it("names a view and what it shows, with or without a study behind it", () => {
  expect(routeOf("")).toEqual({ view: "explore", detail: "" });
  expect(routeOf("#rules")).toEqual({ view: "rules", detail: "" });
  expect(routeOf("#rules.basic_income/1.abc")).toEqual({ view: "rules", detail: "basic_income" });
  expect(routeOf("#explore/1.abc")).toEqual({ view: "explore", detail: "" });
  expect(routeOf(`#${named({ view: "rules", detail: "a.b c" })}/1.abc`)).toEqual({ view: "rules", detail: "a.b c" });
});

it("takes the first view for one that is not known", () => {
  expect(routeOf("#nowhere/1.abc")).toEqual({ view: "explore", detail: "" });
});

it("reads what is no sign of percent as it stands", () => {
  expect(routeOf("#rules.%")).toEqual({ view: "rules", detail: "%" });
  expect(routeOf("#rules.a%20b")).toEqual({ view: "rules", detail: "a b" });
});
