import { describe, expect, it } from "vitest";
import { afterStops, stopsOf } from "../../src/parts/stops";
import { csv } from "../../src/download";
import type { Table } from "../../src/engine/types";
import { short, signed } from "../../src/parts/short";
import { commandLine, python } from "../../src/study/reproduce";
import { inProse } from "../../src/study/prose";
import { firstSentence } from "../../src/study/study";

describe("figures where room is scarce", () => {
  it("keep number and unit, and lose the currency", () => {
    expect(short("69.8 billion yuan")).toBe("69.8 bn");
    expect(short("640 million")).toBe("640 m");
    expect(short("698 亿元")).toBe("698 亿");
    expect(short("1.24 万亿元")).toBe("1.24 万亿");
    expect(short("less than 1%")).toBe("<1%");
    expect(short("不到 1%")).toBe("<1%");
    expect(short("66%")).toBe("66%");
  });

  it("have a sign where they are changes", () => {
    expect(signed("3.1 bn")).toBe("+3.1 bn");
    expect(signed("\u22123.1 bn")).toBe("\u22123.1 bn");
    expect(signed("0")).toBe("0");
  });
});

it("takes the first sentence of a description", () => {
  expect(firstSentence("One thing. Another.")).toBe("One thing.");
  expect(firstSentence("At 2.5 percent; more.")).toBe("At 2.5 percent.");
  expect(firstSentence("第一句。第二句。")).toBe("第一句。");
  expect(firstSentence("")).toBe("");
});

it("writes a table with its numbers unrounded, and quotes what must be", () => {
  const table: Table = {
    name: "t",
    title: "T",
    keys: ["a", "b"],
    columns: [
      { name: "group", title: "Group", unit: "text", cells: ['x, "y"', "z"], shown: ["", ""] },
      { name: "share", title: "Share", unit: "share", cells: [0.1234567, null], shown: ["12%", ""] },
    ],
  };
  expect(csv(table)).toBe('key,group,share\na,"x, ""y""",0.1234567\nb,z,\n');
});

it("tells how to have the same result elsewhere", () => {
  expect(python("three-tier-safety-net", true, "abc")).toContain('cw.run("three-tier-safety-net")\nassert result.fingerprint == "abc"');
  expect(commandLine("mine", false, "abc")).toContain("commonweal run mine.toml --json | grep -q abc");
});

it("keeps the sign behind a choice of a sentence with it", () => {
  expect([stopsOf(", the "), afterStops(", the ")]).toEqual([",", " the "]);
  expect([stopsOf("。"), afterStops("。")]).toEqual(["。", ""]);
  expect([stopsOf(" would cost 3.1"), afterStops(" would cost 3.1")]).toEqual(["", " would cost 3.1"]);
  expect(stopsOf(undefined)).toBe("");
});

it("says the names of the code in a note in the words of their titles", () => {
  const levy = { name: "ai_levy", title: { en: "AI transition levy", zh: "人工智能转型税" }, parameters: [{ name: "capital_share", title: { en: "Share of capital", zh: "资本承担份额" } }] };
  const named = { law: [levy], listing: null, own: levy } as unknown as Parameters<typeof inProse>[1];
  expect(inProse("Its rate follows ai_levy, by ai_levy.capital_share.", named, "en")).toBe("Its rate follows “AI transition levy”, by “Share of capital” of “AI transition levy”.");
  expect(inProse("由 ai_levy 的 capital_share 决定", named, "zh")).toBe("由“人工智能转型税”的“资本承担份额”决定");
  expect(inProse("Of no_such_name, e.g. in 2.5 cases; see a.b.", named, "en")).toBe("Of no_such_name, e.g. in 2.5 cases; see a.b.");
});
