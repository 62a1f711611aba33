// Every parameter of every rule and system as the rail shows it.

import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { engineOf } from "../../build/engine.mjs";
import type { Instrument, Listing, Parameter, Value } from "../../src/engine/types";
import { controlOf } from "../../src/rail/control";
import { between, groupsOf, withNumber } from "../../src/rail/schedule";
import { packaged } from "../../src/study/study";
import { write } from "../../src/study/values";

let found: { of: string; parameter: Parameter }[] = [];

beforeAll(async () => {
  const engine = await engineOf(fileURLToPath(new URL("../../src/engine/glue", import.meta.url)));
  const listing = JSON.parse(engine.catalog()) as Listing;
  const parameters = (name: string, system: string) => {
    const { instrument } = JSON.parse(engine.rule(name, system)) as { instrument: Instrument };
    return instrument.parameters.map((parameter) => ({ of: `${system}/${name}.${parameter.name}`, parameter }));
  };
  found = [
    ...listing.instruments.flatMap(({ name }) => parameters(name, "stylised")),
    ...listing.scenarios.flatMap(({ name }) => parameters(name.replaceAll("-", "_"), "stylised")),
    ...listing.systems.flatMap(({ name, instruments }) => instruments.flatMap((own) => parameters(own, name))),
  ];
});

/** The numbers within a value. */
function numbers(value: Value): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbers) : [];
}

describe("a setting", () => {
  it("has a control for each parameter that has a value, and shows each of its numbers", () => {
    expect(found.length).toBeGreaterThan(500);
    for (const { of, parameter } of found) {
      const value = packaged(parameter);
      if (value === null || value === undefined) continue;
      const control = controlOf(parameter, value);
      expect(control, of).not.toBeNull();
      if (control === "number") expect(write({ factor: 1 }, Number(value)), of).not.toContain("NaN");
      if (control !== "schedule") continue;
      const cells = groupsOf(value, parameter.by).flatMap(({ rows }) => rows.flat());
      expect(cells.map((cell) => cell.value), of).toEqual(numbers(value));
      for (const cell of cells) expect(write({ factor: cell.column > 0 ? 0.01 : 1 }, cell.value), of).not.toContain("NaN");
    }
  });

  it("shows schedules by category and polynomials, of which the law has some", () => {
    const schedules = found.filter(({ parameter }) => parameter.form === "schedule" && packaged(parameter) !== null);
    expect(schedules.some(({ parameter }) => parameter.by.length > 0)).toBe(true);
    expect(schedules.some(({ parameter }) => parameter.schedule?.kind === "polynomial")).toBe(true);
  });
});

describe("the rows of a schedule", () => {
  const by = [{ name: "filing_status", category: "filing_status", values: ["single", "joint"] }];
  const value: Value = { single: [[0, 0.1], [100, 0.2]], joint: [[0, 0.1], [200, 0.2], [300, 0.3]] };

  it("stand in a group for each category", () => {
    const groups = groupsOf(value, by);
    expect(groups.map(({ keys }) => keys)).toEqual([["single"], ["joint"]]);
    expect(groups[1]?.rows.map((row) => row.map((cell) => cell.value))).toEqual([[0, 0.1], [200, 0.2], [300, 0.3]]);
  });

  it("take a number in its place and leave the others", () => {
    const cell = groupsOf(value, by)[1]?.rows[1]?.[1];
    expect(withNumber(value, cell?.path ?? [], 0.25)).toEqual({ single: [[0, 0.1], [100, 0.2]], joint: [[0, 0.1], [200, 0.25], [300, 0.3]] });
    const tariff: Value = [[0, [0]], [11784, [0, 1400, 954.8]]];
    const last = groupsOf(tariff)[0]?.rows[1]?.at(-1);
    expect(last).toEqual({ path: [1, 1, 2], value: 954.8, column: 3 });
    expect(withNumber(tariff, [1, 1, 2], 900)).toEqual([[0, [0]], [11784, [0, 1400, 900]]]);
  });

  it("have thresholds that rise", () => {
    const rows = groupsOf(value, by)[1]?.rows ?? [];
    expect(between(rows, 0)).toEqual({ low: null, high: 200 });
    expect(between(rows, 1)).toEqual({ low: 0, high: 300 });
    expect(between(rows, 2)).toEqual({ low: 200, high: null });
  });
});
