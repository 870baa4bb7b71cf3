/**
 * Plots of the gallery, as SVG. A unit is a CSS pixel, so that letters keep their size however narrow the page is. What a line
 * or a mark means is said by its form; plot.css adds the colours of the theme. The numbers stand in a table beside it.
 */
const SVG = 'http://www.w3.org/2000/svg';

export function shape(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** Room for the numbers at the left, and at the foot. */
const MARGIN = { left: 44, right: 8, top: 10, foot: 8 };

/** From numbers to places within an SVG element. */
export interface Frame {
  x(value: number): number;
  y(value: number): number;
  width: number;
  height: number;
}

/** Empties the element, and gives it the size it has on the page, a grid, and what it says at the left. */
export function frame(
  svg: SVGSVGElement,
  height: number,
  [fromX, toX]: [number, number],
  [fromY, toY]: [number, number],
): Frame {
  const width = Math.max(200, svg.getBoundingClientRect().width);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('height', String(height));
  const x = (value: number) =>
    MARGIN.left + ((value - fromX) / (toX - fromX)) * (width - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    height - MARGIN.foot - ((value - fromY) / (toY - fromY)) * (height - MARGIN.top - MARGIN.foot);
  const grid = stepsBetween(fromY, toY).flatMap((value) => [
    shape('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
    shape('text', { x: MARGIN.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(value)),
  ]);
  svg.replaceChildren(...grid);
  return { x, y, width, height };
}

/** Some round numbers in a range. */
function stepsBetween(from: number, to: number): number[] {
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const steps: number[] = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) steps.push(Number((k * step).toPrecision(12)));
  return steps;
}

/** What `d` of a path is for points in order; where one is missing, the line breaks. */
export function pathOf(points: readonly (readonly [number, number] | null)[]): string {
  let d = '';
  let drawing = false;
  for (const point of points) {
    if (point) d += `${drawing ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    drawing = point !== null;
  }
  return d;
}
