import { describe, expect, it } from "vitest";
import { type Asked, Told } from "../../src/told.svelte";
import type { Frame, Headline, Language, Settled, Study } from "../../src/engine/types";

function page() {
  const state: { language: Language } = { language: "en" };
  const asked: Asked = {
    language: () => state.language,
    t: (key, holes = {}) => `${state.language} ${key} ${String(holes.x)}`,
    isHeld: () => false,
    whole: () => {},
    money: async (amount) => String(amount),
  };
  return { state, told: new Told(asked) };
}

const headline: Headline = { sentence: "", parts: [], cells: [{ name: "net_cost", label: "Net cost", figure: "5", value: 5, beside: null, unit: "money", note: "" }] };
const frame = (netCost: number): Frame => ({ side: "a", compared: null, headline, figures: [], isPart: false, netCost, moved: null, millis: 1 });
const settled: Settled = { headline, figures: [], fingerprint: "abc", model: "1", population: "x", households: 1, isSynthetic: true, ownFile: null, unread: [] };
const later = () => new Promise((done) => setTimeout(done));

describe("what the engine told", () => {
  it("has a fingerprint only while it is of the study as it stands", () => {
    const { told } = page();
    expect(told.fingerprint).toBe("");
    told.settle(settled);
    expect(told.fingerprint).toBe("abc");
    told.stir();
    expect(told.fingerprint).toBe("");
  });

  it("is said of a change, and said again when the language changes", async () => {
    const { state, told } = page();
    for (const cost of [100, 130]) {
      told.take(frame(cost));
      told.settle(settled);
      await later();
    }
    expect(told.said).toBe("Net cost 5en said_more 30.");
    state.language = "zh";
    told.settle(settled);
    await later();
    expect(told.said).toBe("Net cost 5zh said_more 30。");
    told.settle(settled);
    await later();
    expect(told.said).toBe("Net cost 5zh said_more 30。");
  });

  it("belongs to a study from its first frame on", () => {
    const { told } = page();
    const study: Study = { format: 1, name: "mine" };
    told.begin(study);
    expect(told.first).toBeNull();
    told.take(frame(1));
    expect(told.first).toBe(study);
  });
});
