// Lines that give the page's result elsewhere, and check that they do.

import type { Language, Study } from "../engine/types";

/** The package, or the file that holds any other study. */
function named(name: string, isPackage: boolean): string {
  return isPackage ? name : `${name}.toml`;
}

/** In the program's folder: built there, and by the package of Python that is installed from there. */
export function fromFolder(name: string, isPackage: boolean): { command: string; python: string } {
  const study = named(name, isPackage);
  const beside = isPackage ? "" : `# with the study file, ${study}, in this folder\n`;
  return {
    command: `${beside}cargo run --release -- run ${study}`,
    python: `${beside}pip install ./py\npython -c 'import commonweal as cw; print(cw.run("${study}"))'`,
  };
}

/** In Python; a study that is no package as it stands is read from its file. */
export function python(name: string, isPackage: boolean, fingerprint: string, beside: string[] = []): string {
  const study = named(name, isPackage);
  const lines = ["import commonweal as cw", "", `result = cw.run("${study}")`];
  if (fingerprint !== "") lines.push(`assert result.fingerprint == "${fingerprint}"`);
  return [...(isPackage ? [] : [`# with ${[`the study file, ${study},`, ...beside].join(" and ")} beside it`]), ...lines].join("\n") + "\n";
}

/** On the command line: the run, its check, and a report of one page that can be sent. `year` is told of a study that states years, of which the page shows one. */
export function commandLine(name: string, isPackage: boolean, fingerprint: string, beside: string[] = [], language: Language = "en", year?: number): string {
  const study = named(name, isPackage) + (year === undefined ? "" : ` --year ${year}`);
  const lines = [`commonweal run ${study}`];
  if (fingerprint !== "") lines.push(`commonweal run ${study} --json | grep -q ${fingerprint} && echo "the same result"`);
  lines.push(`commonweal report ${study}${language === "en" ? "" : ` --language ${language}`} -o ${name}.html`);
  return [...(isPackage ? [] : [`# with ${[`the study file, ${study},`, ...beside].join(" and ")} in this folder`]), ...lines].join("\n") + "\n";
}

/** The year of which the page tells, where a study states years that the command would go over. */
export function yearOf(study: Study): number | undefined {
  return study.years === undefined ? undefined : (study.year ?? Number(study.years.slice(0, 4)));
}

/** On the command line, over years. */
export function yearsLine(name: string, isPackage: boolean, { first, last }: { first: number; last: number }): string {
  return `commonweal run ${named(name, isPackage)} --years ${first}:${last}`;
}
