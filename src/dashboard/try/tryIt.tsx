import { words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { JudgeTexts } from './judgeTexts.tsx';
import { TrainHead } from './trainHead.tsx';

/** A bench for whoever wants to see for themselves: any texts judged, and a head trained while one looks on. */
export function TryIt({ engine, state, telling, work }: SectionProps) {
  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_try')}</h2>
        <p class="hint">{words('dashboard_tryWhat')}</p>
      </div>
      <JudgeTexts engine={engine} state={state} telling={telling} work={work} />
      <TrainHead engine={engine} telling={telling} />
    </>
  );
}
