import { describe, expect, it } from "vitest";
import type { Study } from "../../src/engine/types";
import { BadLink, decode, encode } from "../../src/study/fragment";

const study: Study = {
  format: 1,
  name: "mine",
  title: { en: "Mine", zh: "我的方案" },
  system: "stylised",
  scenario: { name: "ai-central", set: { displaced_share: 0.1 } },
  reform: { add: ["basic_income"], set: { "basic_income.adult_amount": 2500, "a.b": [[0, 0.1]] } },
};

describe("the study in the link", () => {
  it("comes back as it was, in letters that a link may hold", async () => {
    const fragment = await encode(study);
    expect(fragment).toMatch(/^explore\/1\.[A-Za-z0-9_-]+$/);
    expect(await decode(`#${fragment}`)).toEqual(study);
  });

  it("is not there in a plain address", async () => {
    expect(await decode("")).toBeNull();
    expect(await decode("#explore")).toBeNull();
  });

  it("is refused when it is damaged or of a later version", async () => {
    const fragment = await encode(study);
    await expect(decode(fragment.slice(0, -9))).rejects.toThrow(BadLink);
    await expect(decode(fragment.replace("/1.", "/9."))).rejects.toThrow("version 9");
    await expect(decode("#explore/1.%%%")).rejects.toThrow(BadLink);
  });
});
