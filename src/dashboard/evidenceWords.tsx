import type { Evidence } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';

/** The words that moved a score, each with a sign and a bar for how much; the strongest first. */
export function EvidenceWords({ evidence }: { evidence: Evidence[] }) {
  const strongest = [...evidence].sort((a, b) => Math.abs(b.share) - Math.abs(a.share)).slice(0, SHOWN);
  if (strongest.length === 0) return null;
  const most = Math.abs(strongest[0].share) || 1;
  return (
    <ul class="evidence" aria-label={words('dashboard_evidence')}>
      {strongest.map(({ word, share }) => (
        <li
          key={`${word} ${share}`}
          data-for={share > 0}
          style={{ '--share': String(Math.abs(share) / most) }}
          title={words(share > 0 ? 'dashboard_spokeFor' : 'dashboard_spokeAgainst', word)}
        >
          <span aria-hidden="true">{share > 0 ? '+' : '−'}</span>
          <bdi>{word}</bdi>
          <span class="spoken">{words(share > 0 ? 'dashboard_for' : 'dashboard_against')}</span>
        </li>
      ))}
    </ul>
  );
}

const SHOWN = 8;
