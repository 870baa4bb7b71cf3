/** The microphone, for as long as somebody wants it. What it hears goes to the page and nowhere else. */
import { startSound } from '../page.ts';
import captureUrl from './capture.ts?worker&url';

export class Microphone {
  readonly #context: AudioContext;
  readonly #stream: MediaStream;

  private constructor(context: AudioContext, stream: MediaStream) {
    this.#context = context;
    this.#stream = stream;
  }

  /**
   * Asks for the microphone and listens.
   * @param hear called with some samples at a time.
   * @throws DOMException if there is none, or it is not given; Error if there is no sound to be had.
   */
  static async open(hear: (samples: Float32Array, rate: number) => void): Promise<Microphone> {
    const stream = await navigator.mediaDevices.getUserMedia({
      // A filter that learns what is noise would learn away what is to be learned here.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 },
    });
    const context = new AudioContext();
    const microphone = new Microphone(context, stream);
    try {
      await context.audioWorklet.addModule(captureUrl);
      const capture = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 });
      capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => hear(data, context.sampleRate);
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(capture);
      await startSound(context);
      return microphone;
    } catch (error) {
      microphone.close();
      throw error;
    }
  }

  close(): void {
    for (const track of this.#stream.getTracks()) track.stop();
    this.#context.close();
  }
}
