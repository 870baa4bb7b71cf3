import type { EngineState } from '../protocol/messages.ts';
import type { Settings } from '../protocol/settings.ts';
import { words } from '../protocol/words.ts';

const PLACES = ['everywhere', 'listed', 'click'] as const;

/** Where Inkling is to read: one choice of three, which holds at once. */
export function Where({
  state,
  choose,
}: {
  state: EngineState;
  choose: (where: Settings['where']) => Promise<void>;
}) {
  const isLocked = state.limits?.where !== undefined;
  return (
    <fieldset class="places" disabled={isLocked} aria-labelledby="where">
      {PLACES.map((where) => (
        <label key={where}>
          <input
            type="radio"
            name="where"
            checked={state.settings.where === where}
            onChange={() => void choose(where)}
          />
          <span>
            <strong>{words(`welcome_where_${where}`)}</strong>
            <small>{words(`welcome_whereHow_${where}`)}</small>
          </span>
        </label>
      ))}
      {isLocked && <p>{words('ui_troubleLocked')}</p>}
    </fieldset>
  );
}
