// Lines that give the page's result elsewhere, and check that they do.

/** In Python; a study that is no package as it stands is read from its file. */
export function python(name: string, isPackage: boolean, fingerprint: string, beside: string[] = []): string {
  const study = isPackage ? name : `${name}.toml`;
  const lines = ["import commonweal as cw", "", `result = cw.run("${study}")`];
  if (fingerprint !== "") lines.push(`assert result.fingerprint == "${fingerprint}"`);
  return [...(isPackage ? [] : [`# with ${[`the study file, ${study},`, ...beside].join(" and ")} beside it`]), ...lines].join("\n") + "\n";
}

/** On the command line. */
export function commandLine(name: string, isPackage: boolean, fingerprint: string, beside: string[] = []): string {
  const study = isPackage ? name : `${name}.toml`;
  const lines = [`commonweal run ${study}`];
  if (fingerprint !== "") lines.push(`commonweal run ${study} --json | grep -q ${fingerprint} && echo "the same result"`);
  return [...(isPackage ? [] : [`# with ${[`the study file, ${study},`, ...beside].join(" and ")} in this folder`]), ...lines].join("\n") + "\n";
}

/** On the command line, over years. */
export function yearsLine(name: string, isPackage: boolean, { first, last }: { first: number; last: number }): string {
  return `commonweal run ${isPackage ? name : `${name}.toml`} --years ${first}:${last}`;
}
