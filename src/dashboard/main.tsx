import '../protocol/lockdown.ts';
import { render } from 'preact';
import { EngineClient } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';
import { setPageWords } from '../ui/pageWords.ts';
import { Dashboard } from './dashboard.tsx';

setPageWords(words('dashboard_title'));
render(<Dashboard openEngine={(onChanged) => new EngineClient({ onChanged })} />, document.body);
