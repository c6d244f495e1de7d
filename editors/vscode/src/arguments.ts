// The command lines of `evident` that tasks and fall-backs use. Pure, so that they are tested without an editor.

/** How many seeds "many" are: what commands, tests and tasks try at once. */
export const manySeeds = 100;

export interface RunOptions {
  spec: string; deployment: string; system?: string; seed?: number; steps?: number; drop?: number; duplicate?: number; json?: string
}

export function runArguments(options: RunOptions): string[] {
  const list = ["run", options.spec, "--with", options.deployment];
  for (const key of ["system", "seed", "steps", "drop", "duplicate", "json"] as const) {
    if (options[key] !== undefined) list.push(`--${key}`, String(options[key]));
  }
  return list;
}

/** The deployment that belongs to a spec, of the files in its folder: that with its name, else `cluster.toml` (docs/lsp.md). */
export function deploymentFor(spec: string, files: string[]): string | undefined {
  return [spec.replace(/\.evd$/, ".toml"), "cluster.toml"].find(name => files.includes(name));
}
