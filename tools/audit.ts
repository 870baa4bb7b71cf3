import { spawnSync } from 'node:child_process';

/** What `npm audit` says of the packages that end up in the extension. */
export type Audit =
  /** It was looked for; `found` names each package with its severity. */
  | { found: string[] }
  /** It could not be looked for, and why: then nothing is known. */
  | { skipped: string };

/** Asks the registry about known weaknesses. Not every registry answers. */
export function audit(root: string): Audit {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  return auditOf(stdout ?? '');
}

/** @param output what `npm audit --json` wrote. */
export function auditOf(output: string): Audit {
  let report: {
    message?: unknown;
    auditReportVersion?: unknown;
    vulnerabilities?: Record<string, { severity: string }>;
  };
  try {
    report = JSON.parse(output);
  } catch {
    return { skipped: 'npm audit gave no answer' };
  }
  if (report.auditReportVersion === undefined || !report.vulnerabilities) {
    return { skipped: String(report.message ?? 'npm audit gave no report').replace(/ - .*/, '') };
  }
  return {
    found: Object.entries(report.vulnerabilities).map(([name, { severity }]) => `${name}: ${severity}`),
  };
}
