import { workerData } from 'node:worker_threads';
import { serveTraining } from '../../src/elm/stream/serveTraining.ts';

serveTraining(workerData.port as MessagePort);
