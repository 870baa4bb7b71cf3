import { useMemo } from 'preact/hooks';
import { type Block, blocksOf, type Run } from './markdown.ts';

/** A packaged text (a model card, PRIVACY.md) as elements of our own. These texts are English in every locale. */
export function Prose({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div class="prose" lang="en" dir="ltr">
      {blocks.map((block, index) => (
        // Nothing is ever added to a text or taken from it, so a place is a name.
        <BlockOf key={index} block={block} />
      ))}
    </div>
  );
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? (
        <h3>
          <Runs of={block.text} />
        </h3>
      ) : (
        <h4>
          <Runs of={block.text} />
        </h4>
      );
    case 'paragraph':
      return (
        <p>
          <Runs of={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>
              <Runs of={item} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div class="wide" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell) =>
                  // The corner over the names of rows has nothing to say.
                  cell.length === 0 ? (
                    <td key={cell} />
                  ) : (
                    <th key={cell} scope="col">
                      <Runs of={cell} />
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((cells) => (
                <tr key={cells}>
                  {cells.map((cell) => (
                    <td key={cell}>
                      <Runs of={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function Runs({ of }: { of: Run[] }) {
  return (
    <>
      {of.map((run) => {
        if (run.style === 'strong') return <strong key={run}>{run.text}</strong>;
        if (run.style === 'emphasis') return <em key={run}>{run.text}</em>;
        if (run.style === 'code') return <code key={run}>{run.text}</code>;
        return run.text;
      })}
    </>
  );
}
