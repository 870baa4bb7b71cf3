import type { ComponentChildren } from 'preact';

/**
 * Shows a document of ours that is written in Markdown, as far as ours use it: headings, paragraphs, lists,
 * tables, **bold** and `code`. Text becomes text nodes only; nothing in it can become markup or a link.
 */
export function Markdown({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).map((block) => block.trim());
  return <>{blocks.filter(Boolean).map(block)}</>;
}

function block(source: string, key: number): ComponentChildren {
  const lines = source.split('\n');
  const heading = /^(#+) (.*)$/.exec(source);
  if (heading) {
    // The document's own title stands below the page's headings.
    return heading[1].length === 1 ? (
      <h3 key={key}>{inline(heading[2])}</h3>
    ) : (
      <h4 key={key}>{inline(heading[2])}</h4>
    );
  }
  if (source.startsWith('- ')) {
    const items = source.split(/\n- /).map((item) => item.replace(/^- /, '').replaceAll('\n', ' '));
    return (
      <ul key={key}>
        {items.map((item) => (
          <li key={item}>{inline(item)}</li>
        ))}
      </ul>
    );
  }
  if (source.startsWith('|')) {
    const [head, , ...rows] = lines.map((line) => line.split('|').slice(1, -1));
    return (
      <table key={key}>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {inline(cell.trim())}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, column) => (
                <td key={head[column]}>{inline(cell.trim())}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  return <p key={key}>{inline(lines.join(' '))}</p>;
}

/** `**bold**` and `` `code` ``; a link becomes its words. */
function inline(text: string): ComponentChildren[] {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .map((part, at) => {
      if (part.startsWith('**')) return <strong key={at}>{part.slice(2, -2)}</strong>;
      if (part.startsWith('`')) return <code key={at}>{part.slice(1, -1)}</code>;
      return part;
    });
}
