/** Runs where sound is made: hands over what the microphone hears, some 20 ms at a time, and keeps nothing. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

class Capture extends AudioWorkletProcessor {
  #block = new Float32Array(1024);
  #filled = 0;

  process([input]: Float32Array[][]): boolean {
    const [samples] = input;
    // Blocks are of 128 samples, of which a whole number fits.
    if (samples) {
      this.#block.set(samples, this.#filled);
      this.#filled += samples.length;
      if (this.#filled === this.#block.length) {
        this.port.postMessage(this.#block);
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('capture', Capture);
