import '../protocol/lockdown.ts';
import { hostEngine } from '../host/hostEngine.ts';

/** The page that nobody sees, Chrome's home of the engine. The background opens it. */
hostEngine();
