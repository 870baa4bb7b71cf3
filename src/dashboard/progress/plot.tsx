import type { ComponentChildren } from 'preact';
import { words } from '../../protocol/words.ts';
import { percent } from '../numbers.ts';

/**
 * Plots are drawn as SVG, stretched to the room there is, with their axes' words beside them as text that grows
 * with the reader's font. A plot is a picture to a screen reader (`alt`), and its numbers stand in a table below.
 */
export function Plot({
  title,
  alt,
  across,
  up,
  from,
  to,
  square = false,
  legend,
  table,
  children,
}: {
  title: string;
  /** What the picture shows, in a sentence. */
  alt: string;
  /** Names of the axes. */
  across: string;
  up: string;
  /** What stands at the ends of the axis across; the other goes from 0 to 100 %. */
  from: string;
  to: string;
  square?: boolean;
  legend?: ComponentChildren;
  table: ComponentChildren;
  /** Marks in a space of 100 × 100, from the lower left. */
  children: ComponentChildren;
}) {
  return (
    <figure class="plot" data-square={square}>
      <figcaption>{title}</figcaption>
      {legend}
      <div class="axes" dir="ltr">
        <div class="up" aria-hidden="true">
          <span>{percent(1)}</span>
          <span class="axis-name" dir="auto">
            {up}
          </span>
          <span>{percent(0)}</span>
        </div>
        <svg role="img" aria-label={alt} viewBox="0 0 100 100" preserveAspectRatio="none">
          <g transform="translate(0 100) scale(1 -1)">
            {[0, 25, 50, 75, 100].map((y) => (
              <line key={y} class="grid" x1="0" x2="100" y1={y} y2={y} />
            ))}
            {children}
          </g>
        </svg>
        <div class="across" aria-hidden="true">
          <span>{from}</span>
          <span class="axis-name" dir="auto">
            {across}
          </span>
          <span>{to}</span>
        </div>
      </div>
      <details>
        <summary>{words('dashboard_numbers')}</summary>
        {table}
      </details>
    </figure>
  );
}

/** A line through points of [0, 1] × [0, 1]. */
export function Line({ points, kind }: { points: readonly (readonly [number, number])[]; kind: string }) {
  const path = points.map(([x, y]) => `${(x * 100).toFixed(2)},${(y * 100).toFixed(2)}`).join(' ');
  return <polyline class={`line ${kind}`} points={path} />;
}

/** A table that scrolls sideways where it is too wide, by keyboard too. */
export function Numbers({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: string[];
  rows: (string | number)[][];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="wide" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="spoken">{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join(' ')}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={head[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={head[index]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
