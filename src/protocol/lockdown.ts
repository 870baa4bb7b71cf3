/**
 * Takes away the one way out that the content security policy doesn't close: WebRTC. Imported before
 * everything else by each page of the extension (a service worker has no WebRTC).
 */
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel']) {
  Reflect.deleteProperty(globalThis, name);
}
