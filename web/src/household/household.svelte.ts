// The visitor's own household: in this page's memory alone, never in the link and never kept.

import { words } from "../engine/network";
import { app } from "../state.svelte";
import { type Family, described, usualFamily, withSize, withWork } from "./describe";
import type { Cell, Columns, Told } from "./types";

class Household {
  columns = $state.raw<Columns | null>(null);
  family = $state.raw<Family | null>(null);
  told = $state.raw<Told | null>(null);
  problem = $state("");
  /** Which members are open in the form. */
  opened = $state<number[]>([1]);
  #system = "";
  #isBusy = false;
  #wanted: { description: Record<string, unknown>; language: "en" | "zh" } | null = null;

  /** Follows the law of the study: which columns it reads; another law begins with its usual family. */
  async follow(system: string): Promise<void> {
    try {
      const columns = await app.engine.columns();
      this.columns = columns;
      if (!this.family || system !== this.#system) this.family = usualFamily(columns);
      this.#system = system;
    } catch (error) {
      this.problem = words(error);
    }
  }

  /** Asks for the household as it stands; of those asked for while one is worked out, the latest follows. */
  async ask(columns: Columns, family: Family, language: "en" | "zh"): Promise<void> {
    this.#wanted = { description: described(columns, family), language };
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#wanted) {
      const { description, language } = this.#wanted;
      this.#wanted = null;
      try {
        this.told = await app.engine.told(description, language, {
          market: app.t("household_market"),
          other: app.t("household_other"),
          yes: app.t("yes"),
          no: app.t("no"),
        });
        this.problem = "";
      } catch (error) {
        this.problem = words(error);
      }
    }
    this.#isBusy = false;
  }

  restart(): void {
    if (this.columns) this.family = usualFamily(this.columns);
  }

  resize(adults: number, children: number): void {
    if (this.columns && this.family) this.family = withSize(this.columns, this.family, adults, children);
  }

  /** States what a member has in a column. */
  state(id: number, column: string, value: Cell): void {
    const { columns, family } = this;
    if (!columns || !family) return;
    const members = family.members.map((member) => {
      if (member.id !== id) return member;
      return column === "labour_status" ? withWork(columns, member, String(value)) : { ...member, cells: { ...member.cells, [column]: value } };
    });
    this.family = { ...family, members };
  }

  stateUnit(column: string, value: Cell): void {
    if (this.family) this.family = { ...this.family, units: { ...this.family.units, [column]: value } };
  }

  toggle(id: number): void {
    this.opened = this.opened.includes(id) ? this.opened.filter((known) => known !== id) : [...this.opened, id];
  }
}

export const household = new Household();
