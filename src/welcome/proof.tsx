import privacy from '../../PRIVACY.md?raw';
import { words } from '../protocol/words.ts';
import { Prose } from '../ui/prose.tsx';

/** That nothing leaves the device, and how anyone can see it: the browser's own rule, and the whole document. */
export function Proof({ policy }: { policy: string }) {
  return (
    <section aria-labelledby="private">
      <h2 id="private">{words('welcome_private')}</h2>
      <ul class="points">
        <li>{words('welcome_privateReads')}</li>
        <li>{words('welcome_privateKeeps')}</li>
        <li>{words('welcome_privateSends')}</li>
      </ul>
      <details>
        <summary>{words('welcome_policy')}</summary>
        <p>{words('welcome_policyHow')}</p>
        <code lang="en" dir="ltr">
          {policy}
        </code>
      </details>
      <details>
        <summary>{words('welcome_document')}</summary>
        <article lang="en" dir="ltr">
          <Prose text={privacy} />
        </article>
      </details>
    </section>
  );
}
