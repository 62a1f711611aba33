import { describe, expect, it } from "vitest";
import type { Study } from "../../src/engine/types";
import { difference, homeName, normalised, same, settings, withInstrument, withValue } from "../../src/study/study";

const study: Study = normalised({
  format: 1,
  name: "mine",
  scenario: "ai-central",
  reform: { add: ["basic_income"], set: { transition_allowance: { floor_amount: 900 }, "basic_income.oldest": 64 } },
});

describe("a study", () => {
  it("names each value in one way", () => {
    expect(settings(study)).toEqual({ "transition_allowance.floor_amount": 900, "basic_income.oldest": 64 });
    expect(study.scenario).toEqual({ name: "ai-central" });
  });

  it("takes values of the law and of the scenario, and gives them back", () => {
    const next = withValue(withValue(study, "scenario.displaced_share", 0.1), "basic_income.oldest", 70);
    expect(next.scenario).toEqual({ name: "ai-central", set: { displaced_share: 0.1 } });
    expect(settings(next)["basic_income.oldest"]).toBe(70);
    expect(difference(study, next)).toEqual({ "scenario.displaced_share": 0.1, "basic_income.oldest": 70 });
    expect(difference(next, withValue(next, "basic_income.oldest", undefined))).toEqual({ "basic_income.oldest": undefined });
  });

  it("has the name that it has at home without that of the country", () => {
    expect(homeName({ ...study, name: "mine-germany", system: "germany" })).toBe("mine");
    expect(homeName({ ...study, name: "germany-current-law", system: "germany" })).toBe("germany-current-law");
  });

  it("differs in more than values when an instrument comes or goes", () => {
    const added = withInstrument(study, "learning_account", true);
    expect(added.reform?.add).toEqual(["basic_income", "learning_account"]);
    expect(difference(study, added)).toBeNull();
    const removed = withInstrument(study, "basic_income", false);
    expect(removed.reform?.add).toEqual([]);
    expect(settings(removed)).toEqual({ "transition_allowance.floor_amount": 900 });
    expect(withInstrument(study, "child_benefit", false).reform?.remove).toEqual(["child_benefit"]);
  });

  it("compares values whatever the order of their entries", () => {
    expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same({ a: 1 }, [1])).toBe(false);
  });
});
