import { ElmError, requireObject } from '../errors.ts';
import { arrayOf, type Saved } from '../file/saved.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Annotator } from './annotator.ts';
import { Chain } from './chain.ts';
import { DeepElm } from './deepElm.ts';
import { Elm } from './elm.ts';
import { KernelElm } from './kernelElm.ts';
import type { Model } from './model.ts';
import { NystromElm } from './nystromElm.ts';
import { OnlineElm } from './onlineElm.ts';
import { Standardiser } from './standardiser.ts';
import { Voting } from './voting.ts';

/**
 * Makes the model that was saved, of whichever class. It is the only way to load a chain or a vote, whose
 * parts may be of any class; where the class is known, its own `load` spares the code of the others.
 * @throws ElmError naming what is wrong with it.
 */
export function loadModel(saved: Saved, kernels: Kernels | null = null): Model {
  switch (requireObject('saved', saved).kind) {
    case 'elm':
      return Elm.load(saved, kernels);
    case 'online-elm':
      return OnlineElm.load(saved, kernels);
    case 'kernel-elm':
      return KernelElm.load(saved, kernels);
    case 'nystrom-elm':
      return NystromElm.load(saved);
    case 'deep-elm':
      return DeepElm.load(saved);
    case 'standardiser':
      return Standardiser.load(saved);
    case 'annotator':
      return Annotator.load(saved);
    case 'chain':
      return new Chain(saved.parts.map((part) => loadModel(part, kernels)));
    case 'voting': {
      const weights = arrayOf(saved, 'weights', 'f64', saved.parts.length);
      return new Voting(
        saved.parts.map((part) => loadModel(part, kernels)),
        [...weights],
      );
    }
    default:
      throw new ElmError(
        'saved.kind',
        'a kind that is loaded here (others have a `load` of their own)',
        saved.kind,
      );
  }
}
