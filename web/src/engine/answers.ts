// What the functions of the engine answer, by the schema of their answers.

import type { Answers } from "./types.generated";

/** What a function of the engine answered, of whose name the schema says what it holds. */
export function answered<Name extends keyof Answers>(_name: Name, text: string): Answers[Name] {
  return JSON.parse(text) as Answers[Name];
}
