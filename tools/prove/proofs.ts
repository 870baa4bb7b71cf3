import { writeFileSync } from 'node:fs';
import { CLAIMS, type Tried } from '../../test/e2e/proof.ts';
import { table } from '../markdown.ts';

/** Something that was tried so many times, and whether it held each time. */
export interface Proof extends Tried {
  held: boolean;
}

/** What is used here of the report that Playwright's JSON reporter writes. */
export interface Report {
  suites: Suite[];
}
interface Suite {
  suites?: Suite[];
  specs: {
    title: string;
    ok: boolean;
    tests: { projectName: string; annotations: { type: string; description?: string }[] }[];
  }[];
}

/** What the browser tests have noted; a test that failed before it could note anything counts as well. */
export function proofsOf(report: Report): Proof[] {
  const proofs: Proof[] = [];
  const visit = (suite: Suite) => {
    suite.suites?.forEach(visit);
    for (const { title, ok, tests } of suite.specs) {
      for (const { projectName, annotations } of tests) {
        const notes = annotations.filter(({ type }) => type === 'tried');
        for (const { description } of notes) {
          const noted = JSON.parse(description ?? '') as Tried;
          proofs.push({ ...noted, what: `${noted.what} (${projectName})`, held: ok });
        }
        if (notes.length === 0 && !ok) {
          proofs.push({
            claim: 'breaks',
            what: `${title} (${projectName})`,
            times: 0,
            figure: '',
            held: false,
          });
        }
      }
    }
  };
  report.suites.forEach(visit);
  return proofs;
}

/** Writes PROOF.md: a table for each claim. */
export function writeProofs(file: string, proofs: readonly Proof[], versions: readonly string[]): void {
  writeFileSync(file, proofText(proofs, versions));
}

export function proofText(proofs: readonly Proof[], versions: readonly string[]): string {
  const failed = proofs.filter(({ held }) => !held).length;
  const sections = Object.entries(CLAIMS).map(([claim, title]) => {
    const rows = proofs
      .filter((proof) => proof.claim === claim)
      .map(({ what, times, held, figure }) => [
        what,
        times.toLocaleString('en'),
        held ? 'held' : '**failed**',
        figure,
      ]);
    return `## ${title}\n\n${table(['tried', 'times', 'result', 'measured'], rows)}`;
  });
  return `# Proof

Written by \`npm run prove\`, never by hand. ${proofs.length - failed} of ${proofs.length} held. ${versions.join(', ')}.
What each defence is and what none of them covers stands in [SECURITY.md](SECURITY.md). The tests are in
\`test/e2e\` and \`test/e2e-firefox\`; \`npm test\` runs them with fewer rounds. \`npm run prove -- --mutate\`
removes the defences one at a time and checks that this proof notices.

${sections.join('\n\n')}\n`;
}
