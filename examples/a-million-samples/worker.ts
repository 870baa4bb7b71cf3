import { type Port, serveTraining } from '../../src/elm/index.ts';

serveTraining(self as unknown as Port);
