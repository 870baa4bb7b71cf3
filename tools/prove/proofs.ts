import { readFileSync, writeFileSync } from 'node:fs';
import { CLAIMS, type Tried } from '../../test/e2e/proof.ts';
import { table } from '../markdown.ts';
import type { Mutated } from './mutations.ts';

/** Something that was tried so many times, and whether it held each time. */
export interface Proof extends Tried {
  held: boolean;
}

/** What is used here of the report that Playwright's JSON reporter writes. */
export interface Report {
  suites: Suite[];
}
interface Suite {
  file: string;
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

/** Stands before what `--mutate` writes, to the end of the file. */
const MUTATED = '\n## Each defence is missed when it is gone\n';

/** Writes PROOF.md anew: a table for each claim. What was found without the defences stays as it is. */
export function writeProofs(file: string, proofs: readonly Proof[], versions: readonly string[]): void {
  const [, mutated] = readFileSync(file, 'utf8').split(MUTATED);
  writeFileSync(file, proofText(proofs, versions) + (mutated === undefined ? '' : MUTATED + mutated));
}

/** Writes into PROOF.md which defences were taken away, and what noticed it. The rest stays as it is. */
export function writeMutated(file: string, mutated: readonly Mutated[]): void {
  const [before] = readFileSync(file, 'utf8').split(MUTATED);
  const noticed = mutated.filter(({ isNoticed }) => isNoticed).length;
  const rows = mutated.map(({ defence, by, isNoticed }) => [
    defence,
    by,
    isNoticed ? 'noticed' : '**unnoticed**',
  ]);
  const text = `By \`npm run prove -- --mutate\`: ${noticed} of ${mutated.length} were noticed.`;
  writeFileSync(
    file,
    `${before}${MUTATED}\n${text}\n\n${table(['defence that was taken away', 'has to fail then', 'result'], rows)}\n`,
  );
}

function proofText(proofs: readonly Proof[], versions: readonly string[]): string {
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
\`test/e2e\` and \`test/e2e-firefox\`; \`npm test\` runs them with fewer rounds.

${sections.join('\n\n')}\n`;
}
