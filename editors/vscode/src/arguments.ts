// The command lines of `evident` that tasks and fall-backs use. Pure, so that they are tested without an editor.

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

/** The deployment that belongs to a spec: the only file with its name or called `cluster.toml` in its folder (docs/lsp.md). */
export function deploymentFor(spec: string, files: string[]): string | undefined {
  const own = spec.replace(/\.evd$/, ".toml");
  const fits = files.filter(name => name === own || name === "cluster.toml");
  return fits.length === 1 ? fits[0] : undefined;
}
